-- A mistaken feedback is taken back by its author within ten minutes, as long as nothing followed. The step stays in
-- the order's course; an event that names it stands behind it, so that nothing is ever deleted.
create table if not exists order_reversal (
    from_state text not null,
    to_state   text not null,
    primary key (from_state, to_state),
    -- What goes back is a step that went forth.
    constraint order_reversal_of_step foreign key (to_state, from_state)
        references order_transition (from_state, to_state)
);
insert into order_reversal (from_state, to_state) values
    ('first_review_passed', 'grabbed'),
    ('first_review_refused', 'grabbed'),
    ('credit_granted', 'first_review_passed'),
    ('credit_refused', 'first_review_passed'),
    ('disbursed', 'credit_granted'),
    ('disbursement_refused', 'credit_granted'),
    ('settled', 'disbursed')
on conflict do nothing;
grant select on order_reversal to rongtong_app;

alter table order_event add column if not exists reverses bigint references order_event (id);
create unique index if not exists order_event_reversed_once on order_event (reverses) where reverses is not null;
do $$
begin
    -- A reversal is no step: it has no state before.
    alter table order_event add constraint order_event_reversal check (reverses is null or from_state is null);
exception when duplicate_object then
    null;
end
$$;

-- An order goes back only over its last step, and only while that is ten minutes old.
create or replace function refuse_illegal_transition() returns trigger language plpgsql as $$
begin
    if exists (select from order_transition where from_state = old.state and to_state = new.state) then
        return new;
    end if;
    if exists (
        select from order_reversal r
        join (select * from order_event where order_id = new.id order by id desc limit 1) e
          on e.from_state = r.to_state and e.to_state = r.from_state
        where r.from_state = old.state and r.to_state = new.state and e.reverses is null
          and e.happened_at > now() - interval '10 minutes')
    then
        return new;
    end if;
    raise exception 'an order does not go from % to %', old.state, new.state using
        errcode = 'check_violation', constraint = 'loan_order_transition';
end
$$;

-- What a step causes, a reversal does not: its statement says what it causes.
create or replace trigger order_event_follow after insert on order_event
    for each row when (new.request_id is not null and new.reverses is null) execute function follow_order_step();
