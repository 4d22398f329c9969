-- A financing demand, open to every institution until its slots are taken.
create sequence if not exists demand_number;
create table if not exists demand (
    id                   uuid primary key,
    number               text not null default 'XQ'
        || to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
        || lpad((nextval('demand_number') % 1000000)::text, 6, '0'),
    applicant_id         uuid not null references applicant (id),
    amount               numeric(18, 2) not null,
    term_months          integer not null,
    purpose              text not null references purpose (code),
    guarantee_mode       text references guarantee_mode (code),
    annual_rate_max      numeric(9, 6),
    description          text not null default '',
    contact_name_cipher  bytea not null,
    contact_phone_cipher bytea not null,
    contact_phone_index  bytea not null,
    region_code          text references region (code),
    state                text not null default 'open',
    max_institutions     integer not null default 3,
    slots_taken          integer not null default 0,
    chosen_order_id      uuid,
    parent_id            uuid references demand (id),
    viewed_at            timestamptz,
    processed_at         timestamptz,
    created_at           timestamptz not null default now(),
    constraint demand_number_unique unique (number),
    constraint demand_reposted_once unique (parent_id),
    constraint demand_state check (state in ('open', 'chosen', 'satisfied', 'failed')),
    constraint demand_amount check (amount > 0),
    constraint demand_term check (term_months between 1 and 360),
    constraint demand_rate check (annual_rate_max between 0 and 0.36),
    constraint demand_slots check (
        max_institutions between 1 and 10 and slots_taken between 0 and max_institutions),
    constraint demand_choice check (state <> 'chosen' or chosen_order_id is not null)
);
create index if not exists demand_by_applicant on demand (applicant_id, id);
create index if not exists demand_pool on demand (created_at, id)
    where state = 'open' and slots_taken < max_institutions;
grant usage on sequence demand_number to rongtong_app;
grant select, insert, update on demand to rongtong_app;
