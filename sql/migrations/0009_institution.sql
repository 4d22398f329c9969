-- A financial institution, with the hours that each stage of an order may take before it is warned of.
create table if not exists institution (
    id                 uuid primary key,
    category_code      text not null references institution_category (code),
    name               text not null,
    summary            text not null default '',
    address            text not null default '',
    service_phone      text not null default '',
    region_code        text references region (code),
    state              text not null default 'active',
    grab_hours         integer not null default 24,
    first_review_hours integer not null default 24,
    credit_hours       integer not null default 48,
    disbursement_hours integer not null default 48,
    created_at         timestamptz not null default now(),
    constraint institution_name_unique unique (name),
    constraint institution_state check (state in ('active', 'suspended')),
    constraint institution_hours check (
        least(grab_hours, first_review_hours, credit_hours, disbursement_hours) >= 1
        and greatest(grab_hours, first_review_hours, credit_hours, disbursement_hours) <= 720
    )
);
create index if not exists institution_by_category on institution (category_code, name);
grant select, insert, update on institution to rongtong_app;
