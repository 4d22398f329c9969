-- What a batch is made of. Each of the two batches that are under way has its own.
create unlogged table plan_demand (
    n bigint primary key, id uuid not null, place integer not null, created_at timestamptz not null,
    fate text not null, wanted integer not null, amount numeric not null, term_months integer not null,
    purpose text not null, guarantee_mode text not null, annual_rate_max numeric not null, region_code text,
    description text not null, is_bank boolean not null, first_place integer not null, stride integer not null,
    minute bigint not null);
create unlogged table plan_order (
    n bigint primary key, id uuid not null, place integer not null, demand_n bigint, demand_id uuid, slot integer,
    product_version_id uuid, institution_id uuid not null, financing_type text not null,
    guarantee_mode text not null, rate_min numeric not null, rate_max numeric not null, amount numeric not null,
    term_months integer not null, purpose text not null, region_code text, submitted_at timestamptz not null,
    grab_minute bigint not null, ending text not null, reach integer not null);
create unlogged table plan_course (
    n bigint primary key, id uuid not null, number text not null, applicant_id uuid not null,
    applicant_account uuid not null, demand_n bigint, demand_id uuid, slot integer, product_version_id uuid,
    institution_id uuid not null, institution_name text not null, officer_id uuid not null,
    officer_account uuid not null, state text not null, submitted_at timestamptz not null, grabbed_at timestamptz,
    reviewed_at timestamptz, review text, credited_at timestamptz, credit text, disbursed_at timestamptz,
    disbursement text, left_at timestamptz, leaving text, settled_at timestamptz, ended_at timestamptz,
    chosen_at timestamptz, amount numeric not null, term_months integer not null, purpose text not null,
    financing_type text not null, guarantee_mode text not null, region_code text, precredit_amount numeric,
    credit_amount numeric, annual_rate numeric, guarantor_id uuid, guarantee_ratio numeric,
    disbursed_amount numeric, complete_due_at timestamptz, due_is_provisional boolean not null,
    stage_due_at timestamptz, subject_type text not null, decided_at timestamptz, has_consent boolean not null);
create unlogged table plan_step (
    n bigint not null, turn integer not null, order_id uuid not null, from_state text, to_state text not null,
    at timestamptz not null, is_applicants boolean not null, actor_id uuid not null);
create unlogged table sealed_contact (
    id uuid primary key, name_cipher bytea not null, phone_cipher bytea not null, phone_index bytea not null);
