-- What is final stays so, whoever writes a wrong statement: a withdrawal is not undone, an answer, a verdict and a
-- payment are not changed, and what a step wrote into an order changes with a step alone. Only the owner of the tables
-- mends by hand.
create or replace function is_owner_of(relation oid) returns boolean language sql stable as $$
    select pg_get_userbyid(relowner) = current_user from pg_class where oid = relation
$$;
create or replace function refuse_final() returns trigger language plpgsql as $$
begin
    if is_owner_of(tg_relid) then
        return new;
    end if;
    raise exception 'what is final in % does not change', tg_table_name using
        errcode = 'check_violation', constraint = tg_name;
end
$$;

create or replace trigger consent_withdrawal_final before update of withdrawn_at on consent
    for each row when (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
    execute function refuse_final();
create or replace trigger objection_answer_final before update on objection
    for each row when (old.state = 'answered') execute function refuse_final();
create or replace trigger loan_alert_closed_final before update on loan_alert
    for each row when (old.state = 'closed') execute function refuse_final();
create or replace trigger compensation_claim_final before update on compensation_claim
    for each row when (old.state <> 'waiting') execute function refuse_final();
create or replace trigger compensation_paid_final before update on compensation
    for each row when (old.loss_amount is not null) execute function refuse_final();
create or replace trigger rule_version_final before update on rule_version
    for each row when (old.state in ('active', 'retired')) execute function refuse_final();
-- A version that was submitted keeps its terms; one that was decided is only ever superseded.
create or replace trigger product_version_terms_final
    before update of name, summary, guarantee_mode, amount_min, amount_max, term_months_min, term_months_max,
        annual_rate_min, annual_rate_max, subject_types, region_codes, industry_sections, conditions, materials
    on product_version
    for each row when (old.state <> 'draft') execute function refuse_final();
create or replace trigger product_version_decided_final before update of state on product_version
    for each row when (
        old.state in ('rejected', 'superseded') or (old.state = 'approved' and new.state <> 'superseded'))
    execute function refuse_final();
create or replace trigger product_delisted_final before update on product
    for each row when (old.state = 'delisted') execute function refuse_final();
create or replace trigger demand_choice_final before update of chosen_order_id on demand
    for each row when (old.chosen_order_id is not null and new.chosen_order_id is distinct from old.chosen_order_id)
    execute function refuse_final();
create or replace trigger loan_order_facts_final
    before update of precredit_amount, credit_amount, credit_annual_rate, credit_term_months, credit_guarantee_mode,
        guarantor_id, guarantee_ratio, guarantee_amount, disbursed_amount, contract_number, paid_on, settled_on
    on loan_order
    for each row when (old.state = new.state and (
        old.precredit_amount, old.credit_amount, old.credit_annual_rate, old.credit_term_months,
        old.credit_guarantee_mode, old.guarantor_id, old.guarantee_ratio, old.guarantee_amount, old.disbursed_amount,
        old.contract_number, old.paid_on, old.settled_on
    ) is distinct from (
        new.precredit_amount, new.credit_amount, new.credit_annual_rate, new.credit_term_months,
        new.credit_guarantee_mode, new.guarantor_id, new.guarantee_ratio, new.guarantee_amount, new.disbursed_amount,
        new.contract_number, new.paid_on, new.settled_on))
    execute function refuse_final();
