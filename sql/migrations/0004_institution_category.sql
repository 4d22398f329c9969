-- The sixteen kinds of financial institution that the platform admits.
create table if not exists institution_category (
    code     text primary key,
    name     text not null unique,
    position integer not null,
    enabled  boolean not null default true
);
grant select on institution_category to rongtong_app;
