-- The catalogue: what the platform may know of a firm, from whom, and how sensitive it is (JR/T 0171: C1 public to
-- C3 most sensitive).
create table if not exists data_source (
    code  text primary key,
    title text not null
);
create table if not exists data_item (
    code        text primary key,
    title       text not null,
    source_code text not null references data_source (code),
    level       text not null,
    description text not null default '',
    constraint data_item_level check (level in ('C1', 'C2', 'C3'))
);
grant select on data_source, data_item to rongtong_app;
