-- Takes one step for each of many demo orders. What a step does not set stays.
-- $1 jsonb: an array of loan_order rows, at most one for each order. No rows are returned.
update loan_order o
set state = r.state,
    officer_id = coalesce(r.officer_id, o.officer_id),
    grabbed_at = coalesce(r.grabbed_at, o.grabbed_at),
    first_reviewed_at = coalesce(r.first_reviewed_at, o.first_reviewed_at),
    precredit_amount = coalesce(r.precredit_amount, o.precredit_amount),
    precredit_annual_rate = coalesce(r.precredit_annual_rate, o.precredit_annual_rate),
    precredit_term_months = coalesce(r.precredit_term_months, o.precredit_term_months),
    precredit_expires_at = coalesce(r.precredit_expires_at, o.precredit_expires_at),
    credited_at = coalesce(r.credited_at, o.credited_at),
    credit_amount = coalesce(r.credit_amount, o.credit_amount),
    credit_annual_rate = coalesce(r.credit_annual_rate, o.credit_annual_rate),
    credit_term_months = coalesce(r.credit_term_months, o.credit_term_months),
    credit_guarantee_mode = coalesce(r.credit_guarantee_mode, o.credit_guarantee_mode),
    guarantor_id = coalesce(r.guarantor_id, o.guarantor_id),
    guarantee_ratio = coalesce(r.guarantee_ratio, o.guarantee_ratio),
    guarantee_amount = coalesce(r.guarantee_amount, o.guarantee_amount),
    disbursed_at = coalesce(r.disbursed_at, o.disbursed_at),
    disbursed_amount = coalesce(r.disbursed_amount, o.disbursed_amount),
    contract_number = coalesce(r.contract_number, o.contract_number),
    paid_on = coalesce(r.paid_on, o.paid_on),
    ended_at = coalesce(o.ended_at, r.ended_at),
    refusal_reason = case when r.state in ('first_review_refused', 'credit_refused', 'disbursement_refused') then (
        select code from refusal_reason where code not in ('other', 'unreachable')
        order by md5(o.number || code) limit 1) end,
    stage_due_at = case r.state
        when 'grabbed' then working_hours_later(r.grabbed_at, i.first_review_hours)
        when 'first_review_passed' then case when o.demand_id is null
            then working_hours_later(r.first_reviewed_at, i.credit_hours) end
        when 'credit_granted' then working_hours_later(r.credited_at, i.disbursement_hours)
    end
from jsonb_populate_recordset(null::loan_order, $1) r, institution i
where o.id = r.id and i.id = o.institution_id
