-- The applicant picks one of the pre-credits; every other active order of the demand ends as not chosen. The
-- conditional update of the demand decides between two choices at once.
-- Parameters: demand_id uuid, applicant_id uuid, order_id uuid, account_id uuid, request_id text.
-- Rows: none when the demand is not the applicant's, else one; a refusal when the demand is not open, the order is none
-- of its pre-credits, or its offer has expired. The clock of the chosen institution goes on where it stopped.
with target as (
    select d.id, d.state,
           exists (select from loan_order o where o.id = :order_id and o.demand_id = d.id) as known
    from demand d
    where d.id = :demand_id and d.applicant_id = :applicant_id
), held as materialized (
    -- Orders before the demand, as every feedback takes them, so that there is no deadlock.
    select o.id, o.state as left_state, coalesce(o.precredit_expires_at <= now(), false) as is_expired
    from loan_order o join target t on o.demand_id = t.id
    for no key update of o
), chosen as (
    update demand d
    set state = 'chosen', chosen_order_id = :order_id, chosen_at = now()
    from target t
    where d.id = t.id and d.state = 'open'
      -- A slot taken since the orders were held would be missed: then the applicant looks again.
      and d.slots_taken = (select count(*) from held)
      and exists (select from held where id = :order_id and left_state = 'first_review_passed' and not is_expired)
    returning d.*
), moved as (
    -- One update for the winner and the others: a row may change only once in a statement.
    update loan_order o
    set state = case when o.id = :order_id then o.state else 'not_chosen' end,
        stage_due_at = case when o.id = :order_id then working_hours_later(now(), i.credit_hours) end,
        complete_due_at = w.complete_due_at, due_is_provisional = is_provisional(w.complete_due_at),
        ended_at = case when o.id = :order_id then null else now() end
    from held h
    cross join lateral (
        select case when x.id = :order_id then deadline_after_wait(x.complete_due_at, x.first_reviewed_at)
                    else x.complete_due_at end as complete_due_at
        from loan_order x where x.id = h.id
    ) w,
         chosen c, institution i
    where o.id = h.id and i.id = o.institution_id
      and h.left_state in ('grabbed', 'first_review_passed')
    returning o.*, h.left_state, i.name as institution_name, c.number as demand_number
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, request_id)
    select id, left_state, state, :account_id, 'applicant', :request_id from moved where id <> :order_id
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'applicant', 'choose', 'demand', id, :request_id,
           jsonb_build_object('order_id', :order_id::uuid)
    from chosen
), message as (
    -- The winner's order takes no step, so that its officer is notified here.
    insert into inbox (kind, officer_id, payload)
    select 'demand_choice', officer_id, jsonb_build_object(
        'order_id', id, 'order_number', number, 'state', state, 'demand_id', demand_id,
        'demand_number', demand_number, 'institution_name', institution_name)
    from moved where id = :order_id
)
select case when c.id is not null then null
            when not t.known then 'unknown_order'
            when t.state = 'open' and exists (select from held where id = :order_id and is_expired) then 'offer_expired'
            else 'state_conflict' end as refusal,
       t.id, c.number, coalesce(c.state, t.state) as state, c.chosen_order_id
from target t
left join chosen c on c.id = t.id
