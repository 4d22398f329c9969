-- The institution's credit decision on an order. A demand's order is decided only once its applicant has chosen it.
-- Parameters: order_id uuid, officer_id uuid, account_id uuid, request_id text, next_state text, remark text, amount
-- numeric?, annual_rate numeric?, term_months integer?, guarantee_mode text?, guarantor_id uuid?, guarantee_ratio
-- numeric?, guarantee_amount numeric?, reason_code text?, more_reasons text[], override_reason text?.
-- Rows: none when the order is not the officer's, else one; a refusal when the order does not stand where this step
-- begins, is not chosen, is outside what was asked for and what product or demand allow, or names a guarantee mode, a
-- guarantor or a reason that is not known, or goes on against the rules' advice to refuse and nobody has said why.
with target as (
    select o.id, o.state,
           coalesce(:amount::numeric <= o.amount
               and :amount::numeric between coalesce(v.amount_min, 0) and coalesce(v.amount_max, o.amount)
               and :annual_rate::numeric between coalesce(v.annual_rate_min, 0)
                   and coalesce(v.annual_rate_max, d.annual_rate_max, 1)
               and :term_months::integer between coalesce(v.term_months_min, 1) and coalesce(v.term_months_max, 360),
               :amount::numeric is null) as is_within,
           o.demand_id is null or exists (
               select from demand c where c.id = o.demand_id and c.chosen_order_id = o.id) as chosen,
           :guarantee_mode::text is null or exists (
               select from guarantee_mode g where g.code = :guarantee_mode and g.enabled) as mode_known,
           :guarantor_id::uuid is null or exists (
               select from institution i where i.id = :guarantor_id and i.category_code = 'guarantor'
                 and i.state = 'active') as guarantor_known,
           reasons_known(:reason_code::text, :more_reasons::text[]) as is_reason_known,
           :next_state::text = 'credit_granted' and override_due(o.id) as goes_against
    from loan_order o
    left join product_version v on v.id = o.product_version_id
    left join demand d on d.id = o.demand_id
    where o.id = :order_id and o.officer_id = :officer_id
), changed as (
    update loan_order o
    set state = :next_state::text, credited_at = now(), credit_amount = :amount::numeric,
        credit_annual_rate = :annual_rate::numeric, credit_term_months = :term_months::integer,
        credit_guarantee_mode = :guarantee_mode, guarantor_id = :guarantor_id,
        guarantee_ratio = :guarantee_ratio::numeric, guarantee_amount = :guarantee_amount::numeric,
        refusal_reason = :reason_code, more_refusal_reasons = :more_reasons::text[],
        stage_due_at = case when :next_state::text = 'credit_granted'
            then working_hours_later(now(), i.disbursement_hours) end,
        ended_at = case when :next_state::text = 'credit_refused' then now() end
    from target t, institution i
    where o.id = t.id and o.state = 'first_review_passed' and i.id = o.institution_id
      and t.chosen and t.mode_known and t.guarantor_known and t.is_reason_known and t.is_within
      and not (t.goes_against and :override_reason::text is null)
    returning o.*, t.goes_against
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, request_id, payload, internal_note,
        override_reason)
    select id, 'first_review_passed', state, :account_id, 'officer', :request_id,
           jsonb_strip_nulls(jsonb_build_object(
               'amount', credit_amount::text, 'annual_rate', credit_annual_rate::text,
               'term_months', credit_term_months, 'guarantee_mode', credit_guarantee_mode,
               'reason_code', refusal_reason,
               'more_reasons', nullif(to_jsonb(more_refusal_reasons), '[]'))),
           nullif(:remark::text, ''),
           case when goes_against then :override_reason end
    from changed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'officer', 'override_advice', 'loan_order', id, :request_id,
           jsonb_build_object('state', state, 'reason', :override_reason)
    from changed
    where goes_against
)
select case when c.id is not null then null
            when t.state <> 'first_review_passed' then 'state_conflict'
            when not t.chosen then 'not_chosen'
            when not t.is_within then 'out_of_bounds'
            when not t.mode_known then 'unknown_guarantee_mode'
            when not t.guarantor_known then 'unknown_guarantor'
            when not t.is_reason_known then 'unknown_reason'
            when t.goes_against and :override_reason is null then 'override_required'
            else 'state_conflict' end as refusal,
       t.id, c.number, coalesce(c.state, t.state) as state, utc(c.stage_due_at) as stage_due_at,
       utc(c.complete_due_at) as complete_due_at
from target t
left join changed c on c.id = t.id
