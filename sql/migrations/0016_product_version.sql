-- One version of a product. Versions are never changed once submitted; an edit makes a new one, and the old
-- one stays on the shelf until the new one is approved. An empty list means no restriction.
create table if not exists product_version (
    id                  uuid primary key,
    product_id          uuid not null references product (id),
    version             integer not null,
    state               text not null default 'draft',
    review_position     integer,
    name                text not null,
    summary             text not null default '',
    guarantee_mode      text not null references guarantee_mode (code),
    amount_min          numeric(18, 2) not null,
    amount_max          numeric(18, 2) not null,
    term_months_min     integer not null,
    term_months_max     integer not null,
    annual_rate_min     numeric(9, 6) not null,
    annual_rate_max     numeric(9, 6) not null,
    subject_types       text[] not null default '{}',
    region_codes        text[] not null default '{}',
    industry_sections   text[] not null default '{}',
    conditions          text not null default '',
    materials           text not null default '',
    submitted_by        uuid references account (id),
    submitted_at        timestamptz,
    decided_at          timestamptz,
    reject_reason       text,
    created_by          uuid references account (id),
    created_at          timestamptz not null default now(),
    constraint product_version_number unique (product_id, version),
    constraint product_version_of_product unique (id, product_id),
    constraint product_version_state check (
        state in ('draft', 'in_review', 'approved', 'rejected', 'superseded')),
    constraint product_version_amount check (0 < amount_min and amount_min <= amount_max),
    constraint product_version_term check (
        0 < term_months_min and term_months_min <= term_months_max and term_months_max <= 360),
    constraint product_version_rate check (
        0 <= annual_rate_min and annual_rate_min <= annual_rate_max and annual_rate_max <= 0.36),
    constraint product_version_subjects check (
        subject_types <@ array['company', 'sole_trader', 'person']),
    constraint product_version_review check ((state = 'in_review') = (review_position is not null)),
    constraint product_version_submitted check (
        state = 'draft' or (submitted_by is not null and submitted_at is not null)),
    constraint product_version_rejected check ((state = 'rejected') = (reject_reason is not null))
);
-- One version being written or reviewed at a time.
create unique index if not exists product_version_open
    on product_version (product_id) where state in ('draft', 'in_review');
create index if not exists product_version_in_review
    on product_version (review_position, submitted_at) where state = 'in_review';
grant select, insert, update on product_version to rongtong_app;

do $$
begin
    alter table product add constraint product_current_version
        foreign key (current_version_id, id) references product_version (id, product_id)
        deferrable initially deferred;
exception when duplicate_object then
    null;
end
$$;
