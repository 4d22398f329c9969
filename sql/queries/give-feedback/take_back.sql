-- The author of an order's last feedback takes it back: the order stands where it stood before, with the times of then.
-- Parameters: order_id uuid, officer_id uuid, account_id uuid, request_id text, reason text.
-- Rows: none when the order is not the officer's, else one; a refusal when its last step is no feedback of the
-- caller's, is older than ten minutes, or was followed by something.
with target as (
    select o.id, o.number, o.state, o.demand_id, o.applicant_id, o.disbursed_amount, e.id as event_id, e.from_state,
           (select chosen_at from demand where id = o.demand_id) as chosen_at, e.happened_at,
           coalesce(e.actor_id = :account_id, false) as is_own,
           e.happened_at > now() - interval '10 minutes' as is_recent,
           e.reverses is null and exists (
               select from order_reversal r where r.from_state = o.state and r.to_state = e.from_state) as is_feedback,
           exists (select from compensation_claim c where c.order_id = o.id and c.claimed_at >= e.happened_at)
               or exists (select from loan_alert a where a.order_id = o.id and a.created_at >= e.happened_at)
               or exists (select from demand d where d.parent_id = o.demand_id)
               or exists (select from demand d
                          where d.id = o.demand_id and o.state = 'first_review_passed'
                            and d.chosen_order_id = o.id) as is_followed
    from loan_order o
    cross join lateral (select * from order_event where order_id = o.id order by id desc limit 1) e
    where o.id = :order_id and o.officer_id = :officer_id
), changed as (
    update loan_order o
    set state = t.from_state,
        first_reviewed_at = case when t.from_state <> 'grabbed' then o.first_reviewed_at end,
        precredit_amount = case when t.from_state <> 'grabbed' then o.precredit_amount end,
        precredit_annual_rate = case when t.from_state <> 'grabbed' then o.precredit_annual_rate end,
        precredit_term_months = case when t.from_state <> 'grabbed' then o.precredit_term_months end,
        precredit_conditions = case when t.from_state <> 'grabbed' then o.precredit_conditions else '' end,
        precredit_expires_at = case when t.from_state <> 'grabbed' then o.precredit_expires_at end,
        credited_at = case when b.has_credit then o.credited_at end,
        credit_amount = case when b.has_credit then o.credit_amount end,
        credit_annual_rate = case when b.has_credit then o.credit_annual_rate end,
        credit_term_months = case when b.has_credit then o.credit_term_months end,
        credit_guarantee_mode = case when b.has_credit then o.credit_guarantee_mode end,
        guarantor_id = case when b.has_credit then o.guarantor_id end,
        guarantee_ratio = case when b.has_credit then o.guarantee_ratio end,
        guarantee_amount = case when b.has_credit then o.guarantee_amount end,
        disbursed_amount = case when b.has_loan then o.disbursed_amount end,
        contract_number = case when b.has_loan then o.contract_number end,
        paid_on = case when b.has_loan then o.paid_on end,
        disbursed_at = case when b.has_loan then o.disbursed_at end,
        ended_at = case when b.has_loan then o.ended_at end,
        settled_on = null, refusal_reason = null, more_refusal_reasons = '{}',
        stage_due_at = case t.from_state
            when 'grabbed' then working_hours_later(o.grabbed_at, i.first_review_hours)
            when 'first_review_passed'
                then working_hours_later(coalesce(t.chosen_at, o.first_reviewed_at), i.credit_hours)
            when 'credit_granted' then working_hours_later(o.credited_at, i.disbursement_hours) end
    from target t
    cross join lateral (select t.from_state in ('credit_granted', 'disbursed') as has_credit,
                               t.from_state = 'disbursed' as has_loan) b,
         institution i
    where o.id = t.id and o.state = t.state and i.id = o.institution_id
      and t.is_own and t.is_recent and t.is_feedback and not t.is_followed
    returning o.*
), cover as (
    -- A pool covers again what a settlement had released, and no more what is not paid out.
    update compensation k set ended_at = case when c.state = 'credit_granted' then now() end
    from changed c, target t
    where k.order_id = c.id and k.loss_amount is null
      and case c.state when 'credit_granted' then k.ended_at is null
                       when 'disbursed' then k.ended_at = t.happened_at end
    returning k.pool_id, case when c.state = 'disbursed' then t.disbursed_amount else -t.disbursed_amount end as change
), pool as (
    update compensation_pool p
    set covered_amount = p.covered_amount + v.change
    from cover v
    where p.id = v.pool_id
), demanded as (
    update demand d set state = case when d.chosen_order_id = c.id then 'chosen' else 'open' end
    from changed c
    where d.id = c.demand_id and d.state in ('satisfied', 'failed')
), event as (
    insert into order_event (order_id, to_state, actor_id, actor_role, request_id, payload, reverses)
    select c.id, c.state, :account_id, 'officer', :request_id, jsonb_build_object('reason', :reason::text), t.event_id
    from changed c, target t
), message as (
    insert into inbox (kind, applicant_id, payload)
    select 'feedback_taken_back', c.applicant_id, jsonb_build_object('order_id', c.id, 'order_number', c.number,
        'state', t.state)
    from changed c, target t
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'officer', 'take_back', 'loan_order', c.id, :request_id, jsonb_build_object('from', t.state,
        'to', c.state)
    from changed c, target t
)
select case when c.id is not null then null
            when not t.is_feedback or not t.is_own then 'state_conflict'
            when not t.is_recent then 'too_late'
            when t.is_followed then 'followed'
            else 'state_conflict' end as refusal,
       t.id, c.number, coalesce(c.state, t.state) as state, utc(c.stage_due_at) as stage_due_at,
       utc(c.complete_due_at) as complete_due_at
from target t
left join changed c on c.id = t.id
