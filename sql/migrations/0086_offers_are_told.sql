-- Who answers a demand is not said to be granting credit already, and an offer that ran out is not said to have lost to
-- another: both have words of their own.
create or replace function follow_order_step() returns trigger language plpgsql as $$
declare
    step  order_step%rowtype;
    moved loan_order%rowtype;
begin
    select * into step from order_step where to_state = new.to_state;
    select * into moved from loan_order where id = new.order_id;
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    values (new.actor_id, new.actor_role, step.action, 'loan_order', moved.id, new.request_id,
            jsonb_strip_nulls(jsonb_build_object('state', new.to_state, 'demand_id', moved.demand_id)));
    if step.audience = 'officer' and moved.officer_id is null then
        return null; -- nobody has the order yet
    end if;
    insert into inbox (kind, applicant_id, officer_id, institution_id, payload)
    select case when new.to_state = 'first_review_passed' and moved.demand_id is not null then 'offer_made'
                when new.to_state = 'not_chosen' and new.actor_role = 'system' then 'offer_expired'
                else step.message_kind end,
           case step.audience when 'applicant' then moved.applicant_id end,
           case step.audience when 'officer' then moved.officer_id end,
           case step.audience when 'institution' then moved.institution_id end,
           jsonb_strip_nulls(jsonb_build_object(
               'order_id', moved.id, 'order_number', moved.number, 'state', new.to_state,
               'demand_id', moved.demand_id,
               'demand_number', (select number from demand where id = moved.demand_id),
               'institution_name', (select name from institution where id = moved.institution_id)));
    return null;
end
$$;

-- A demand whose last offer ran out has failed, as if the last institution had refused. Of a choice that was made
-- nothing follows here: then the demand is no longer open.
create or replace trigger demand_follows_order after update of state on loan_order
    for each row when (new.demand_id is not null and new.ended_at is not null and old.ended_at is null)
    execute function demand_follows_order();
