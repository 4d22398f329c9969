-- The functions' role changes what a step of theirs changes, column by column, and nothing else: no password, no role,
-- no amount that was asked for, nobody's institution.
revoke insert, update on account, applicant, officer, institution, outbox from rongtong_app;
revoke insert, delete on officer_region from rongtong_app;
revoke update on institution_deadline, product, product_version, demand, loan_order, compensation_pool, compensation,
    model_drift, job_retry from rongtong_app;

-- Who comes from the OpenID provider for the first time is an applicant, and nothing else.
alter table account alter column role set default 'applicant';
grant insert (id, oidc_issuer, oidc_subject) on account to rongtong_app;
grant update (oidc_subject) on account to rongtong_app;
grant insert on outbox to rongtong_app;
grant update (first_review_hours, credit_hours, disbursement_hours, open_applications_max) on institution
    to rongtong_app;
grant update (working_days) on institution_deadline to rongtong_app;
grant update (state, current_version_id, delisted_at) on product to rongtong_app;
grant update (state, review_position, name, summary, guarantee_mode, amount_min, amount_max, term_months_min,
    term_months_max, annual_rate_min, annual_rate_max, subject_types, region_codes, industry_sections, conditions,
    materials, submitted_by, submitted_at, decided_at, reject_reason, created_by) on product_version to rongtong_app;
grant update (state, slots_taken, chosen_order_id, viewed_at, processed_at) on demand to rongtong_app;
grant update (state, officer_id, precredit_amount, credit_amount, credit_annual_rate, credit_term_months,
    credit_guarantee_mode, guarantor_id, guarantee_ratio, guarantee_amount, disbursed_amount, contract_number, paid_on,
    settled_on, grabbed_at, first_reviewed_at, credited_at, disbursed_at, ended_at, stage_due_at, decided_at,
    checked_at, refusal_reason) on loan_order to rongtong_app;
grant update (name, fund_amount, share, leverage_max, overdue_days_min, covered_amount, paid_amount, is_active)
    on compensation_pool to rongtong_app;
grant update (pool_id, share, covered_at, ended_at, loss_amount, paid_amount, paid_on) on compensation to rongtong_app;
grant update (scores, psi, level, uncertain, report, measured_at) on model_drift to rongtong_app;
grant update (attempts, last_error, failed_at, retry_at) on job_retry to rongtong_app;

-- It works in this database alone, and leaves nothing in it that is not a table of the schema.
do $$
begin
    execute format('revoke connect, temporary on database %I from public', current_database());
    execute format('grant connect on database %I to rongtong_app', current_database());
end
$$;
