-- An order: an application to one institution, from a product or from a demand. An order from a product keeps the
-- version it was made under; one from a demand reads its contact from the demand, so that it stands once.
create sequence if not exists order_number;
create or replace function next_order_number() returns text language sql volatile as $$
    select 'RT' || to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
        || lpad((nextval('order_number') % 1000000)::text, 6, '0')
$$;
create table if not exists loan_order (
    id                    uuid primary key,
    number                text not null default next_order_number(),
    applicant_id          uuid not null references applicant (id),
    institution_id        uuid not null references institution (id),
    product_version_id    uuid references product_version (id),
    demand_id             uuid references demand (id),
    amount                numeric(18, 2) not null,
    term_months           integer not null,
    purpose               text not null references purpose (code),
    financing_type        text not null,
    contact_name_cipher   bytea,
    contact_phone_cipher  bytea,
    contact_phone_index   bytea,
    region_code           text references region (code),
    state                 text not null,
    officer_id            uuid,
    precredit_amount      numeric(18, 2),
    credit_amount         numeric(18, 2),
    credit_annual_rate    numeric(9, 6),
    credit_term_months    integer,
    credit_guarantee_mode text references guarantee_mode (code),
    guarantor_id          uuid references institution (id),
    guarantee_ratio       numeric(9, 6),
    guarantee_amount      numeric(18, 2),
    disbursed_amount      numeric(18, 2),
    contract_number       text,
    paid_on               date,
    submitted_at          timestamptz not null default now(),
    grabbed_at            timestamptz,
    first_reviewed_at     timestamptz,
    credited_at           timestamptz,
    disbursed_at          timestamptz,
    ended_at              timestamptz,
    stage_due_at          timestamptz,
    complete_due_at       timestamptz,
    due_is_provisional    boolean not null default false,
    constraint loan_order_number_unique unique (number),
    constraint loan_order_one_per_institution unique (demand_id, institution_id),
    constraint loan_order_officer foreign key (officer_id, institution_id)
        references officer (id, institution_id),
    constraint loan_order_source check ((product_version_id is null) <> (demand_id is null)),
    constraint loan_order_contact check (
        (demand_id is null) = (contact_name_cipher is not null)
        and (demand_id is null) = (contact_phone_cipher is not null)
        and (demand_id is null) = (contact_phone_index is not null)),
    constraint loan_order_state check (state in (
        'submitted', 'grabbed', 'first_review_passed', 'first_review_refused', 'credit_granted',
        'credit_refused', 'disbursed', 'disbursement_refused', 'settled', 'withdrawn', 'not_chosen')),
    constraint loan_order_financing_type check (financing_type in ('credit', 'other')),
    constraint loan_order_amount check (amount > 0),
    constraint loan_order_term check (term_months between 1 and 360),
    constraint loan_order_grab check ((officer_id is null) = (grabbed_at is null)),
    constraint loan_order_grabbed check (
        (state <> 'submitted' or officer_id is null)
        and (state in ('submitted', 'withdrawn') or officer_id is not null)),
    constraint loan_order_precredit check (precredit_amount > 0),
    constraint loan_order_credit check (
        (state not in ('credit_granted', 'disbursed', 'disbursement_refused', 'settled'))
        or (credit_amount > 0 and credit_annual_rate between 0 and 0.36
            and credit_term_months between 1 and 360 and credit_guarantee_mode is not null
            and credited_at is not null)),
    constraint loan_order_guarantor check (
        credit_guarantee_mode is distinct from 'guarantee'
        or (guarantor_id is not null and guarantee_ratio > 0 and guarantee_ratio <= 1
            and guarantee_amount > 0 and guarantee_amount <= credit_amount)),
    constraint loan_order_disbursed check (
        (state not in ('disbursed', 'settled'))
        or (disbursed_amount > 0 and disbursed_amount <= credit_amount
            and contract_number is not null and paid_on is not null and disbursed_at is not null)),
    constraint loan_order_stage check (
        (state in ('submitted', 'grabbed', 'first_review_passed', 'credit_granted'))
        = (stage_due_at is not null)),
    constraint loan_order_ended check (
        (state in ('first_review_refused', 'credit_refused', 'disbursed', 'disbursement_refused',
                   'settled', 'withdrawn', 'not_chosen'))
        = (ended_at is not null))
);
create index if not exists loan_order_pool on loan_order (institution_id, submitted_at, id)
    where state = 'submitted';
create index if not exists loan_order_by_applicant on loan_order (applicant_id, id);
create index if not exists loan_order_by_officer on loan_order (officer_id, id);
create index if not exists loan_order_by_institution on loan_order (institution_id, id);
create index if not exists loan_order_stage_due on loan_order (stage_due_at)
    where stage_due_at is not null;
grant usage on sequence order_number to rongtong_app;
grant select, insert, update on loan_order to rongtong_app;

do $$
begin
    alter table demand add constraint demand_chosen_order
        foreign key (chosen_order_id) references loan_order (id);
exception when duplicate_object then
    null;
end
$$;
