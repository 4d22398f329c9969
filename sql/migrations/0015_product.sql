-- A loan product. What it offers stands in its versions; `current_version_id` is the one on the shelf.
create sequence if not exists product_number;
create table if not exists product (
    id                 uuid primary key,
    number             text not null default 'PD' || lpad(nextval('product_number')::text, 6, '0'),
    institution_id     uuid not null references institution (id),
    state              text not null default 'draft',
    current_version_id uuid,
    created_at         timestamptz not null default now(),
    delisted_at        timestamptz,
    constraint product_number_unique unique (number),
    constraint product_state check (state in ('draft', 'on_shelf', 'delisted')),
    constraint product_shelf check (state <> 'on_shelf' or current_version_id is not null),
    constraint product_delisted check ((state = 'delisted') = (delisted_at is not null))
);
create index if not exists product_by_institution on product (institution_id, id);
create index if not exists product_on_shelf on product (id) where state = 'on_shelf';
grant usage on sequence product_number to rongtong_app;
grant select, insert, update on product to rongtong_app;
