-- What the money is for.
create table if not exists purpose (
    code     text primary key,
    name     text not null unique,
    position integer not null,
    enabled  boolean not null default true
);
grant select on purpose to rongtong_app;
