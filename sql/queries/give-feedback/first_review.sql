-- The officer's first review of an order. For a demand's order a pass is a pre-credit, an offer with rate, term,
-- conditions and expiry; then the clock of the institution stops until the applicant has chosen.
-- Parameters: order_id uuid, officer_id uuid, account_id uuid, request_id text, next_state text, remark text,
-- precredit_amount numeric?, annual_rate numeric?, term_months integer?, conditions text, valid_days integer?,
-- reason_code text?, more_reasons text[], override_reason text?.
-- Rows: none when the order is not the officer's, else one; a refusal when it does not stand where this step begins,
-- when a demand's order would pass without a whole offer, when what is offered is outside what was asked for and what
-- product or demand allow, when the reason of a refusal is not known, or when it goes on against the rules' advice to
-- refuse and nobody has said why.
with target as (
    select o.id, o.state,
           o.demand_id is not null and :next_state::text = 'first_review_passed' as is_offer,
           coalesce(:precredit_amount::numeric <= o.amount
               and :precredit_amount::numeric between coalesce(v.amount_min, 0) and coalesce(v.amount_max, o.amount),
               true)
           and coalesce(:annual_rate::numeric between coalesce(v.annual_rate_min, 0)
               and coalesce(v.annual_rate_max, d.annual_rate_max, 1), true)
           and coalesce(:term_months::integer between coalesce(v.term_months_min, 1)
               and coalesce(v.term_months_max, 360), true) as is_within,
           num_nulls(:precredit_amount::numeric, :annual_rate::numeric, :term_months::integer, :valid_days::integer) = 0
               as is_whole,
           reasons_known(:reason_code::text, :more_reasons::text[]) as is_reason_known,
           :next_state::text = 'first_review_passed' and override_due(o.id) as goes_against
    from loan_order o
    left join product_version v on v.id = o.product_version_id
    left join demand d on d.id = o.demand_id
    where o.id = :order_id and o.officer_id = :officer_id
), changed as (
    update loan_order o
    set state = :next_state::text, first_reviewed_at = now(), precredit_amount = :precredit_amount::numeric,
        precredit_annual_rate = :annual_rate::numeric, precredit_term_months = :term_months::integer,
        precredit_conditions = :conditions::text,
        precredit_expires_at = case when t.is_offer
            then (shanghai_today() + :valid_days::integer + 1)::timestamp at time zone 'Asia/Shanghai' end,
        refusal_reason = :reason_code, more_refusal_reasons = :more_reasons::text[],
        stage_due_at = case when :next_state::text = 'first_review_passed' and not t.is_offer
            then working_hours_later(now(), i.credit_hours) end,
        ended_at = case when :next_state::text = 'first_review_refused' then now() end
    from target t, institution i
    where o.id = t.id and o.state = 'grabbed' and (t.is_whole or not t.is_offer) and t.is_within
      and t.is_reason_known and not (t.goes_against and :override_reason::text is null) and i.id = o.institution_id
    returning o.*, t.goes_against
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, request_id, payload, internal_note,
        override_reason)
    select id, 'grabbed', state, :account_id, 'officer', :request_id,
           jsonb_strip_nulls(jsonb_build_object(
               'precredit_amount', precredit_amount::text, 'annual_rate', precredit_annual_rate::text,
               'term_months', precredit_term_months, 'expires_at', precredit_expires_at,
               'reason_code', refusal_reason,
               'more_reasons', nullif(to_jsonb(more_refusal_reasons), '[]'))), nullif(:remark::text, ''),
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
            when t.state = 'grabbed' and (not t.is_within or (t.is_offer and not t.is_whole)) then 'out_of_bounds'
            when not t.is_reason_known then 'unknown_reason'
            when t.state = 'grabbed' and t.goes_against and :override_reason is null then 'override_required'
            else 'state_conflict' end as refusal,
       t.id, c.number, coalesce(c.state, t.state) as state, utc(c.stage_due_at) as stage_due_at,
       utc(c.complete_due_at) as complete_due_at
from target t
left join changed c on c.id = t.id
