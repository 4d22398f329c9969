-- The approval chain as data, and the verdicts given along it. `position` orders the enabled steps.
create table if not exists approval_step (
    position integer primary key,
    role     text not null unique,
    enabled  boolean not null default true,
    constraint approval_step_role check (role in ('operator', 'regulator'))
);
create table if not exists product_review (
    id          uuid primary key,
    version_id  uuid not null references product_version (id),
    position    integer not null references approval_step (position),
    role        text not null,
    verdict     text not null,
    reason      text not null default '',
    reviewer_id uuid not null references account (id),
    reviewed_at timestamptz not null default now(),
    constraint product_review_once unique (version_id, position),
    constraint product_review_verdict check (verdict in ('approve', 'reject')),
    constraint product_review_reason check (verdict = 'approve' or reason <> '')
);
grant select on approval_step to rongtong_app;
grant select, insert on product_review to rongtong_app;

-- Four eyes: whoever wrote or submitted a version never gives a verdict on it.
create or replace function refuse_own_review() returns trigger language plpgsql as $$
begin
    if exists (select from product_version
               where id = new.version_id and new.reviewer_id in (submitted_by, created_by)) then
        raise exception 'a submitter does not review' using
            errcode = 'check_violation', constraint = 'product_review_four_eyes';
    end if;
    return new;
end
$$;
create or replace trigger product_review_four_eyes before insert on product_review
    for each row execute function refuse_own_review();
