-- The institution's credit decision on an order. A demand's order is decided only once its applicant has chosen it.
-- $1 order id, $2 officer id, $3 account id, $4 request id, $5 next state, $6 remark; and when granted, else null:
-- $7 amount, $8 annual rate, $9 term in months, $10 guarantee mode, $11 guarantor id, $12 guarantee ratio,
-- $13 guarantee amount.
-- Rows: none when the order is not the officer's, else one; a refusal when the order does not stand where this step
-- begins, is not chosen, or names a guarantee mode or a guarantor that is not known.
with target as (
    select o.id, o.state,
           o.demand_id is null or exists (
               select from demand d where d.id = o.demand_id and d.chosen_order_id = o.id) as chosen,
           $10::text is null or exists (
               select from guarantee_mode g where g.code = $10 and g.enabled) as mode_known,
           $11::uuid is null or exists (
               select from institution i where i.id = $11 and i.category_code = 'guarantor'
                 and i.state = 'active') as guarantor_known
    from loan_order o
    where o.id = $1 and o.officer_id = $2
), changed as (
    update loan_order o
    set state = $5::text, credited_at = now(), credit_amount = $7::numeric,
        credit_annual_rate = $8::numeric, credit_term_months = $9::integer,
        credit_guarantee_mode = $10, guarantor_id = $11, guarantee_ratio = $12::numeric,
        guarantee_amount = $13::numeric,
        stage_due_at = case when $5::text = 'credit_granted'
            then working_hours_later(now(), i.disbursement_hours) end,
        ended_at = case when $5::text = 'credit_refused' then now() end
    from target t, institution i
    where o.id = t.id and o.state = 'first_review_passed' and i.id = o.institution_id
      and t.chosen and t.mode_known and t.guarantor_known
    returning o.*, i.name as institution_name
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, payload, internal_note)
    select id, 'first_review_passed', state, $3, 'officer',
           jsonb_strip_nulls(jsonb_build_object(
               'amount', credit_amount::text, 'annual_rate', credit_annual_rate::text,
               'term_months', credit_term_months, 'guarantee_mode', credit_guarantee_mode)),
           nullif($6::text, '')
    from changed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $3, 'officer', 'credit', 'loan_order', id, $4, jsonb_build_object('state', state) from changed
), message as (
    insert into inbox (kind, applicant_id, payload)
    select 'order_credited', applicant_id, jsonb_build_object(
        'order_id', id, 'order_number', number, 'state', state, 'demand_id', demand_id,
        'institution_name', institution_name)
    from changed
), notice as (
    insert into outbox (kind, applicant_id, payload)
    select 'order_credited', applicant_id, jsonb_build_object('order_id', id) from changed
)
select case when c.id is not null then null
            when t.state <> 'first_review_passed' then 'state_conflict'
            when not t.chosen then 'not_chosen'
            when not t.mode_known then 'unknown_guarantee_mode'
            when not t.guarantor_known then 'unknown_guarantor'
            else 'state_conflict' end as refusal,
       t.id, c.number, coalesce(c.state, t.state) as state, utc(c.stage_due_at) as stage_due_at,
       utc(c.complete_due_at) as complete_due_at
from target t
left join changed c on c.id = t.id
