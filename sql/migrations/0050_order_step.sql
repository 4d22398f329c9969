-- What a step of an order causes beside itself, said once: its entry in the audit trail and its message. A statement
-- that takes a step writes the event with its request's id; the rest follows from this table in the same statement.
-- Events without a request (history that was brought in) cause nothing.
alter table order_event add column if not exists request_id text;

create table if not exists order_step (
    to_state     text primary key,
    action       text not null,
    message_kind text not null,
    audience     text not null,
    constraint order_step_audience check (audience in ('applicant', 'officer', 'institution'))
);
insert into order_step (to_state, action, message_kind, audience) values
    ('submitted', 'apply', 'order_arrived', 'institution'),
    ('grabbed', 'grab', 'order_grabbed', 'applicant'),
    ('first_review_passed', 'first_review', 'order_first_reviewed', 'applicant'),
    ('first_review_refused', 'first_review', 'order_first_reviewed', 'applicant'),
    ('credit_granted', 'credit', 'order_credited', 'applicant'),
    ('credit_refused', 'credit', 'order_credited', 'applicant'),
    ('disbursed', 'disbursement', 'order_disbursed', 'applicant'),
    ('disbursement_refused', 'disbursement', 'order_disbursed', 'applicant'),
    ('settled', 'settlement', 'order_ended', 'applicant'),
    ('withdrawn', 'withdraw', 'order_ended', 'officer'),
    ('not_chosen', 'not_choose', 'demand_choice', 'officer')
on conflict do nothing;
grant select on order_step to rongtong_app;

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
    select step.message_kind,
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
create or replace trigger order_event_follow after insert on order_event
    for each row when (new.request_id is not null) execute function follow_order_step();
