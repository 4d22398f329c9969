-- What sources say of a subject, each with its day. No function reads this table: facts come out of `read_facts` alone,
-- which asks for a live consent and leaves a trace in the same statement (G-32).
create table if not exists company_fact (
    id           uuid primary key default gen_random_uuid(),
    applicant_id uuid not null references applicant (id),
    item_code    text not null references data_item (code),
    value        jsonb not null,
    as_of        date not null,
    received_at  timestamptz not null default now(),
    constraint company_fact_one_per_day unique (applicant_id, item_code, as_of),
    constraint company_fact_value check (jsonb_typeof(value) = 'object')
);

create table if not exists fact_access (
    id             bigint generated always as identity primary key,
    consent_id     uuid not null references consent (id),
    applicant_id   uuid not null references applicant (id),
    item_codes     text[] not null,
    purpose        text not null,
    order_id       uuid references loan_order (id),
    institution_id uuid references institution (id),
    partner_id     uuid references partner (id),
    account_id     uuid references account (id),
    request_id     text not null,
    read_at        timestamptz not null default now()
);
create index if not exists fact_access_by_consent on fact_access (consent_id, id);
create index if not exists fact_access_by_applicant on fact_access (applicant_id, id);
create or replace trigger fact_access_append_only before update or delete or truncate on fact_access
    for each statement execute function refuse_rewriting();
grant select on fact_access to rongtong_app;
