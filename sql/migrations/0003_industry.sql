-- Economic sectors (GB/T 4754-2017): sections A..T and their two-digit divisions.
create table if not exists industry (
    code    text primary key,
    section text not null,
    name    text not null,
    constraint industry_code_shape check (code ~ '^([A-T]|[0-9]{2})$'),
    constraint industry_section_shape check (section ~ '^[A-T]$')
);
create index if not exists industry_by_section on industry (section);
grant select on industry to rongtong_app;
