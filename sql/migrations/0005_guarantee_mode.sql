-- How a loan is secured. `financing_type` decides which completion period applies (credit or other).
create table if not exists guarantee_mode (
    code           text primary key,
    name           text not null unique,
    financing_type text not null,
    position       integer not null,
    enabled        boolean not null default true,
    constraint guarantee_mode_financing_type check (financing_type in ('credit', 'other'))
);
grant select on guarantee_mode to rongtong_app;
