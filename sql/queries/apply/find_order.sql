-- One order that the caller may see, with its whole course.
-- Parameters: scope scope, order_id uuid.
-- Rows: none when it is not there for the caller, else one.
select o.id, o.number, o.state, o.product_version_id is not null as from_product, v.product_id,
       v.name as product_name, o.demand_id, o.institution_id, i.name as institution_name, o.amount,
       o.term_months, o.purpose, o.region_code, a.subject_type, utc(o.submitted_at) as submitted_at,
       utc(o.stage_due_at) as stage_due_at,
       utc(o.complete_due_at) as complete_due_at, o.due_is_provisional,
       case when o.state = 'first_review_passed' and o.stage_due_at is null then 'applicant'
            when o.ended_at is null then 'institution' end as waits_for,
       o.officer_id, f.name_cipher as officer_name_cipher,
       a.id as applicant_id, a.organisation_name, a.person_name_cipher, a.credit_code,
       r.outcome as decision, s.points as score, s.grade,
       1::bigint as total,
       coalesce(o.contact_name_cipher, d.contact_name_cipher) as contact_name_cipher,
       coalesce(o.contact_phone_cipher, d.contact_phone_cipher) as contact_phone_cipher,
       f.phone_cipher as officer_phone_cipher, i.service_phone as institution_phone, o.precredit_amount,
       case when o.precredit_amount is not null then jsonb_build_object(
           'amount', o.precredit_amount::text, 'annual_rate', o.precredit_annual_rate::text,
           'term_months', o.precredit_term_months, 'conditions', o.precredit_conditions,
           'expires_at', o.precredit_expires_at) end as offer,
       case when o.credit_amount is not null then jsonb_build_object(
           'amount', o.credit_amount::text, 'annual_rate', o.credit_annual_rate::text,
           'term_months', o.credit_term_months, 'guarantee_mode', o.credit_guarantee_mode,
           'guarantor_id', o.guarantor_id, 'guarantor_name', g.name,
           'guarantee_ratio', o.guarantee_ratio::text, 'guarantee_amount', o.guarantee_amount::text,
           'credited_at', o.credited_at) end as credit,
       case when o.disbursed_amount is not null then jsonb_build_object(
           'amount', o.disbursed_amount::text, 'contract_number', o.contract_number,
           'paid_on', o.paid_on, 'disbursed_at', o.disbursed_at) end as disbursement,
       (select jsonb_build_object(
            'pool_id', k.pool_id, 'pool_name', p.name, 'share', k.share::text, 'ended_at', k.ended_at,
            'loss_amount', k.loss_amount::text, 'paid_amount', k.paid_amount::text, 'paid_on', k.paid_on,
            'overdue_days_min', p.overdue_days_min,
            'claim', (select jsonb_build_object('state', c.state, 'loss_amount', c.loss_amount::text,
                'overdue_since', c.overdue_since, 'claimed_at', c.claimed_at, 'reason', c.reason)
                      from compensation_claim c where c.order_id = k.order_id order by c.id desc limit 1))
        from compensation k join compensation_pool p on p.id = k.pool_id where k.order_id = o.id) as compensation,
       (select coalesce(jsonb_agg(jsonb_build_object('reason_code', w.code, 'name', w.name, 'sentence', w.sentence,
            'advice', w.advice) order by c.place), '[]')
        from unnest(array [o.refusal_reason] || o.more_refusal_reasons) with ordinality as c (code, place)
        join refusal_reason w on w.code = c.code) as reasons,
       (select coalesce(jsonb_agg(jsonb_build_object(
            'from_state', e.from_state, 'to_state', e.to_state, 'actor_role', e.actor_role,
            'happened_at', e.happened_at, 'payload', e.payload, 'internal_note', e.internal_note,
            'is_reversal', e.reverses is not null, 'override_reason', e.override_reason) order by e.id), '[]')
        from order_event e where e.order_id = o.id) as events,
       (select utc(e.happened_at + interval '10 minutes')
        from (select * from order_event where order_id = o.id order by id desc limit 1) e
        join account x on x.id = e.actor_id and x.officer_id = o.officer_id
        join order_reversal r on r.from_state = o.state and r.to_state = e.from_state
        where :scope_kind = 'officer' and e.reverses is null and e.happened_at > now() - interval '10 minutes')
           as reversible_until,
       utc(o.nudged_at) as nudged_at,
       :scope_kind = 'officer' and override_due(o.id) as needs_override
from loan_order o
join applicant a on a.id = o.applicant_id
join institution i on i.id = o.institution_id
left join product_version v on v.id = o.product_version_id
left join lateral (
    -- The newest run, unless it may not be shown now.
    select outcome, score_id
    from (select outcome, score_id, consent_id from decision_run
          where order_id = o.id order by created_at desc, id desc limit 1) newest
    where showing('loan_review', o.id, newest.consent_id) = 'shown') r on true
left join score s on s.id = r.score_id
left join demand d on d.id = o.demand_id
left join officer f on f.id = o.officer_id
left join institution g on g.id = o.guarantor_id
where o.id = :order_id and in_scope(:scope_kind, :scope_id, o.applicant_id, o.officer_id, o.institution_id)
