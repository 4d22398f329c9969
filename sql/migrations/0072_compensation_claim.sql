-- Who may put loans under a compensation pool: the institutions that belong to it. What it asks before it pays: a loan
-- that is overdue long enough, and a second person, who manages the pools (R-16).
alter table compensation_pool add column if not exists overdue_days_min integer not null default 90;
do $$
begin
    alter table compensation_pool add constraint compensation_pool_overdue
        check (overdue_days_min between 1 and 1080);
exception when duplicate_object then
    null;
end
$$;
create table if not exists compensation_pool_member (
    pool_id        uuid not null references compensation_pool (id),
    institution_id uuid not null references institution (id),
    primary key (pool_id, institution_id)
);
grant select, insert, delete on compensation_pool_member to rongtong_app;

-- Institutions whose loans a pool covers belong to it.
insert into compensation_pool_member (pool_id, institution_id)
select distinct k.pool_id, o.institution_id
from compensation k
join loan_order o on o.id = k.order_id
on conflict do nothing;

-- An officer claims, a regulator decides.
create table if not exists compensation_claim (
    id            uuid primary key,
    order_id      uuid not null references compensation (order_id),
    loss_amount   numeric(18, 2) not null,
    overdue_since date not null,
    claimed_by    uuid not null references account (id),
    claimed_at    timestamptz not null default now(),
    state         text not null default 'waiting',
    decided_by    uuid references account (id),
    decided_at    timestamptz,
    reason        text,
    constraint compensation_claim_loss check (loss_amount > 0),
    constraint compensation_claim_state check (state in ('waiting', 'paid', 'refused')),
    constraint compensation_claim_decided check (
        (state = 'waiting') = (decided_by is null) and (decided_by is null) = (decided_at is null)
        and (state <> 'refused' or reason is not null)),
    constraint compensation_claim_four_eyes check (decided_by <> claimed_by)
);
create unique index if not exists compensation_claim_once on compensation_claim (order_id)
    where state in ('waiting', 'paid');
create index if not exists compensation_claim_by_state on compensation_claim (state, id);
grant select, insert on compensation_claim to rongtong_app;
grant update (state, decided_by, decided_at, reason) on compensation_claim to rongtong_app;
