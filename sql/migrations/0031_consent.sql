-- What a subject agreed to: the exact text, for which purposes, which data, to whom, until when. A consent given with
-- an application is for that application's institution; one given with a demand for every institution that takes it up;
-- one for a partner for that partner; one for nobody else lets the subject see its own data.
create table if not exists consent_text (
    id           text primary key,
    title        text not null,
    body         text not null,
    body_sha256  bytea not null,
    receiver     text not null,
    purposes     text[] not null,
    items        text[] not null,
    valid_days   integer not null,
    current      boolean not null default true,
    constraint consent_text_receiver check (receiver in ('institution', 'partner', 'subject')),
    constraint consent_text_days check (valid_days between 1 and 3650)
);
-- What was agreed to stays what it was.
create or replace function refuse_changed_text() returns trigger language plpgsql as $$
begin
    raise exception 'a consent text does not change' using errcode = 'insufficient_privilege';
end
$$;
create or replace trigger consent_text_body before update of body, body_sha256, purposes, items on consent_text
    for each row when (old.body <> new.body or old.body_sha256 <> new.body_sha256 or old.purposes <> new.purposes
                       or old.items <> new.items)
    execute function refuse_changed_text();
create sequence if not exists consent_number;
create or replace function next_consent_number() returns text language sql volatile as $$
    select 'SQ' || to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
        || lpad((nextval('consent_number') % 1000000)::text, 6, '0')
$$;
create table if not exists consent (
    id             uuid primary key,
    number         text not null default next_consent_number(),
    applicant_id   uuid not null references applicant (id),
    text_id        text not null references consent_text (id),
    text_sha256    bytea not null,
    purposes       text[] not null,
    items          text[] not null,
    institution_id uuid references institution (id),
    order_id       uuid references loan_order (id),
    demand_id      uuid references demand (id),
    partner_id     uuid references partner (id),
    channel        text not null,
    given_by       uuid not null references account (id),
    given_at       timestamptz not null default now(),
    valid_until    timestamptz not null,
    withdrawn_at   timestamptz,
    constraint consent_number_unique unique (number),
    constraint consent_channel check (channel in ('web', 'phone', 'wechat', 'counter')),
    constraint consent_one_receiver check (num_nonnulls(institution_id, demand_id, partner_id) <= 1),
    constraint consent_order check (order_id is null or institution_id is not null)
);
create index if not exists consent_by_applicant on consent (applicant_id, given_at desc, id);
grant select on consent_text to rongtong_app;
grant select, insert on consent to rongtong_app;
grant update (withdrawn_at) on consent to rongtong_app;
grant usage on sequence consent_number to rongtong_app;
