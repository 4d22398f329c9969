-- An applicant takes an application back, until credit is granted.
-- Parameters: order_id uuid, applicant_id uuid, account_id uuid, request_id text, reason text.
-- Rows: none when the order is not the applicant's, else one; a refusal when it is too late.
with target as (
    select id, state from loan_order where id = :order_id and applicant_id = :applicant_id
), held as materialized (
    -- The row as it is now, even if it moved in the meantime; the event needs the state that was really left.
    select o.id, o.state from loan_order o join target t on t.id = o.id for no key update of o
), changed as (
    update loan_order o
    set state = 'withdrawn', stage_due_at = null, ended_at = now()
    from held h
    where o.id = h.id and h.state in ('submitted', 'grabbed', 'first_review_passed')
    returning o.*, h.state as left_state
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, request_id, payload)
    select id, left_state, state, :account_id, 'applicant', :request_id,
           jsonb_strip_nulls(jsonb_build_object('reason', nullif(:reason::text, '')))
    from changed
)
select case when c.id is null then 'state_conflict' end as refusal, h.id, c.number,
       coalesce(c.state, h.state) as state
from held h
left join changed c on c.id = h.id
