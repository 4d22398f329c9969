-- Working days. A year is published when the State Council has announced its holidays; until then its
-- days are Monday to Friday less the fixed-date holidays, and deadlines in it are provisional.
create table if not exists calendar_year (
    year      integer primary key,
    published boolean not null,
    source    text not null
);
create table if not exists calendar_day (
    day        date primary key,
    year       integer not null references calendar_year (year),
    is_working boolean not null,
    constraint calendar_day_year check (year = extract(year from day))
);
create index if not exists calendar_working_day on calendar_day (day) where is_working;
grant select on calendar_year, calendar_day to rongtong_app;
