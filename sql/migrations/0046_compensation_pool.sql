-- 风险补偿资金池 (R-16): a fund that bears a share of an institution's loss on a loan that it covers. What a pool covers
-- and has paid stands in the pool itself, so that its bounds are checks and the database decides who comes too late.
create table if not exists compensation_pool (
    id             uuid primary key,
    name           text not null,
    fund_amount    numeric(18, 2) not null,
    share          numeric(9, 6) not null,
    leverage_max   numeric(9, 2) not null,
    covered_amount numeric(18, 2) not null default 0,
    paid_amount    numeric(18, 2) not null default 0,
    is_active      boolean not null default true,
    created_at     timestamptz not null default now(),
    constraint compensation_pool_name unique (name),
    constraint compensation_pool_share check (share > 0 and share <= 1),
    constraint compensation_pool_leverage check (leverage_max between 1 and 100),
    constraint compensation_pool_covered check (covered_amount >= 0),
    constraint compensation_pool_room check (covered_amount <= fund_amount * leverage_max),
    constraint compensation_pool_fund check (fund_amount > 0 and paid_amount between 0 and fund_amount)
);

-- A loan that a pool covers, by the share that held when the money was paid; and what the pool paid for it. Cover ends
-- once, by that payment or by settlement: whoever sets `ended_at` gives the pool its room back.
create table if not exists compensation (
    order_id    uuid primary key references loan_order (id),
    pool_id     uuid not null references compensation_pool (id),
    share       numeric(9, 6) not null,
    covered_at  timestamptz not null default now(),
    ended_at    timestamptz,
    loss_amount numeric(18, 2),
    paid_amount numeric(18, 2),
    paid_on     date,
    constraint compensation_share check (share > 0 and share <= 1),
    constraint compensation_paid check (
        num_nonnulls(loss_amount, paid_amount, paid_on) in (0, 3)
        and (loss_amount is null
            or (loss_amount > 0 and paid_amount between 0 and loss_amount and ended_at is not null)))
);
create index if not exists compensation_by_pool on compensation (pool_id);
grant select, insert, update on compensation_pool, compensation to rongtong_app;
