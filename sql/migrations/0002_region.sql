-- Administrative regions: the city and its districts (GB/T 2260), as data.
create table if not exists region (
    code        text primary key,
    name        text not null,
    parent_code text references region (code),
    position    integer not null,
    constraint region_code_shape check (code ~ '^[0-9]{6}$')
);
grant select on region to rongtong_app;
