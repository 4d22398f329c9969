-- A loan officer of an institution. No row in officer_region means the whole city.
create table if not exists officer (
    id             uuid primary key,
    institution_id uuid not null references institution (id),
    name_cipher    bytea not null,
    phone_cipher   bytea not null,
    phone_index    bytea not null,
    state          text not null default 'active',
    created_at     timestamptz not null default now(),
    constraint officer_of_institution unique (id, institution_id),
    constraint officer_state check (state in ('active', 'left'))
);
create index if not exists officer_by_institution on officer (institution_id);
create table if not exists officer_region (
    officer_id  uuid not null references officer (id),
    region_code text not null references region (code),
    primary key (officer_id, region_code)
);
grant select, insert, update on officer to rongtong_app;
grant select, insert, delete on officer_region to rongtong_app;

create or replace function officer_covers(officer uuid, region text)
returns boolean language sql stable as $$
    select not exists (select from officer_region where officer_id = officer)
        or exists (select from officer_region where officer_id = officer and region_code = region)
$$;
