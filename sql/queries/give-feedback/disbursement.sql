-- The money is paid, or is not going to be.
-- Parameters: order_id uuid, officer_id uuid, account_id uuid, request_id text, next_state text, remark text, amount
-- numeric?, contract_number text?, paid_on date?, pool_id uuid?, reason_code text?, more_reasons text[].
-- Rows: none when the order is not the officer's, else one; a refusal when it does not stand where this step begins,
-- when more would be paid than was granted, on a day before the application, when the pool takes no loans of the
-- institution, or when the reason of a refusal is not known. A pool without room for the loan makes its constraint
-- refuse the whole statement.
with target as (
    select id, state, credit_amount, shanghai_day(submitted_at) as submitted_on, :pool_id::uuid is null
        or exists (select from compensation_pool p
                   join compensation_pool_member m on m.pool_id = p.id and m.institution_id = loan_order.institution_id
                   where p.id = :pool_id and p.is_active) as is_pool_open,
           reasons_known(:reason_code::text, :more_reasons::text[]) as is_reason_known
    from loan_order
    where id = :order_id and officer_id = :officer_id
), changed as (
    update loan_order o
    set state = :next_state::text, disbursed_amount = :amount::numeric, contract_number = :contract_number,
        paid_on = :paid_on::date,
        disbursed_at = case when :next_state::text = 'disbursed' then now() end,
        stage_due_at = null, ended_at = now(), refusal_reason = :reason_code,
        more_refusal_reasons = :more_reasons::text[]
    from target t, institution i
    where o.id = t.id and o.state = 'credit_granted' and i.id = o.institution_id
      and (:amount::numeric is null or :amount::numeric <= o.credit_amount) and t.is_pool_open and t.is_reason_known
      and (:paid_on::date is null or :paid_on::date >= t.submitted_on)
    returning o.*
), pool as (
    update compensation_pool p
    set covered_amount = p.covered_amount + c.disbursed_amount
    from changed c
    where p.id = :pool_id and c.state = 'disbursed'
    returning p.id, p.share
), covered as (
    insert into compensation as k (order_id, pool_id, share)
    select c.id, p.id, p.share from changed c, pool p
    -- A payment that was taken back had a cover that ended with it.
    on conflict (order_id) do update
    set pool_id = excluded.pool_id, share = excluded.share, covered_at = now(), ended_at = null
    where k.loss_amount is null
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, request_id, payload, internal_note)
    select id, 'credit_granted', state, :account_id, 'officer', :request_id,
           jsonb_strip_nulls(jsonb_build_object('amount', disbursed_amount::text, 'paid_on', paid_on,
               'reason_code', refusal_reason,
               'more_reasons', nullif(to_jsonb(more_refusal_reasons), '[]'))),
           nullif(:remark::text, '')
    from changed
)
select case when c.id is not null then null
            when t.state <> 'credit_granted' then 'state_conflict'
            when :amount::numeric > t.credit_amount then 'over_credit'
            when :paid_on::date < t.submitted_on then 'before_application'
            when not t.is_pool_open then 'unknown_pool'
            when not t.is_reason_known then 'unknown_reason'
            else 'state_conflict' end as refusal,
       t.id, c.number, coalesce(c.state, t.state) as state, utc(c.stage_due_at) as stage_due_at,
       utc(c.complete_due_at) as complete_due_at
from target t
left join changed c on c.id = t.id
