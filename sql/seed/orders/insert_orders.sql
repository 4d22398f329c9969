-- The orders of a batch as they stand now.
-- No parameters, no rows.
insert into loan_order (id, number, applicant_id, institution_id, product_version_id, demand_id, amount, term_months,
    purpose, financing_type, contact_name_cipher, contact_phone_cipher, contact_phone_index, region_code, state,
    officer_id, precredit_amount, precredit_annual_rate, precredit_term_months, precredit_expires_at, credit_amount,
    credit_annual_rate, credit_term_months, credit_guarantee_mode, guarantor_id, guarantee_ratio, guarantee_amount,
    disbursed_amount, contract_number, paid_on, submitted_at, grabbed_at, first_reviewed_at, credited_at, disbursed_at, ended_at, stage_due_at, complete_due_at,
    due_is_provisional, settled_on, decided_at, checked_at, refusal_reason)
select c.id, c.number, c.applicant_id, c.institution_id, c.product_version_id, c.demand_id, c.amount, c.term_months,
       c.purpose, c.financing_type, s.name_cipher, s.phone_cipher, s.phone_index, c.region_code, c.state,
       case when c.grabbed_at is not null then c.officer_id end, c.precredit_amount,
       case when c.precredit_amount is not null then c.annual_rate end,
       case when c.precredit_amount is not null then c.term_months end,
       case when c.precredit_amount is not null then greatest(c.reviewed_at, now()) + interval '15 days' end,
       c.credit_amount,
       case when c.credit_amount is not null then c.annual_rate end,
       case when c.credit_amount is not null then c.term_months end,
       case when c.credit_amount is not null then c.guarantee_mode end,
       case when c.credit_amount is not null then c.guarantor_id end,
       case when c.credit_amount is not null and c.guarantor_id is not null then c.guarantee_ratio end,
       case when c.credit_amount is not null and c.guarantor_id is not null
           then c.guarantee_ratio * c.credit_amount end,
       c.disbursed_amount,
       case when c.disbursed_amount is not null
           then 'HT' || to_char(c.disbursed_at at time zone 'Asia/Shanghai', 'YYYY') || '-'
           || lpad((c.n % 10000000)::text, 7, '0') end,
       case when c.disbursed_amount is not null then (c.disbursed_at at time zone 'Asia/Shanghai')::date end,
       c.submitted_at, c.grabbed_at, c.reviewed_at, c.credited_at,
       case when c.disbursed_amount is not null then c.disbursed_at end, c.ended_at, c.stage_due_at,
       c.complete_due_at, c.due_is_provisional, (c.settled_at at time zone 'Asia/Shanghai')::date, c.decided_at,
       -- Loans were looked at within the last day, so that the next sweep does not find all of them at once.
       case when c.state = 'disbursed' then now() - make_interval(secs => 86000 * chance(c.n, 70)) end,
       case when c.state in ('first_review_refused', 'credit_refused', 'disbursement_refused')
           then (array ['not_eligible', 'incomplete_documents', 'short_history', 'cash_flow', 'high_debt',
                        'credit_record', 'weak_security', 'purpose_unclear'])[draw(c.n, 71, 1, 8)] end
from plan_course c
left join sealed_contact s on s.id = c.id
order by c.submitted_at, c.n
