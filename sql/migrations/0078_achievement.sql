-- What the platform has brought, kept in one row: everybody may ask for it, and to compute it reads a month of loans.
-- Who finds it older than a minute computes it anew, so that it is computed once a minute at most, however many ask.
create table if not exists achievement (
    id               integer primary key default 1,
    firms            bigint not null default 0,
    disbursed_amount numeric(18, 2) not null default 0,
    credit_loan_days integer not null default 0,
    computed_at      timestamptz not null default '-infinity',
    constraint achievement_is_one check (id = 1)
);
insert into achievement (id) values (1) on conflict do nothing;
grant select on achievement to rongtong_app;
grant update (firms, disbursed_amount, credit_loan_days, computed_at) on achievement to rongtong_app;
