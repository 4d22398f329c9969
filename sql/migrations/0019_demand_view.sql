-- Which institution looked at a demand, and when first.
create table if not exists demand_view (
    demand_id      uuid not null references demand (id),
    institution_id uuid not null references institution (id),
    viewed_at      timestamptz not null default now(),
    primary key (demand_id, institution_id)
);
grant select, insert on demand_view to rongtong_app;
