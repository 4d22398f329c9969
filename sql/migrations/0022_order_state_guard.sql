-- The database refuses every step that order_transition does not hold, and lets the demand follow its orders.

create or replace function refuse_illegal_transition() returns trigger language plpgsql as $$
begin
    if not exists (select from order_transition
                   where from_state = old.state and to_state = new.state) then
        raise exception 'an order does not go from % to %', old.state, new.state using
            errcode = 'check_violation', constraint = 'loan_order_transition';
    end if;
    return new;
end
$$;
create or replace trigger loan_order_transition before update of state on loan_order
    for each row when (old.state is distinct from new.state)
    execute function refuse_illegal_transition();

create or replace function refuse_illegal_start() returns trigger language plpgsql as $$
begin
    if new.state is distinct from
        (case when new.demand_id is null then 'submitted' else 'grabbed' end)
    then
        raise exception 'an order does not begin as %', new.state using
            errcode = 'check_violation', constraint = 'loan_order_start';
    end if;
    return new;
end
$$;
create or replace trigger loan_order_start before insert on loan_order
    for each row execute function refuse_illegal_start();

-- A demand is satisfied when its chosen order is paid, and failed when the chosen one ends otherwise or when all
-- slots are used up and nobody is left. The row lock makes two orders that end at once see each other.
create or replace function demand_follows_order() returns trigger language plpgsql as $$
declare
    wanted demand%rowtype;
begin
    select * into wanted from demand where id = new.demand_id for no key update;
    if new.state = 'disbursed' then
        update demand set state = 'satisfied' where id = wanted.id;
    elsif wanted.chosen_order_id = new.id then
        update demand set state = 'failed' where id = wanted.id;
    elsif wanted.state = 'open' and wanted.slots_taken = wanted.max_institutions
        and not exists (select from loan_order
                        where demand_id = wanted.id and ended_at is null) then
        update demand set state = 'failed' where id = wanted.id;
    end if;
    return null;
end
$$;
create or replace trigger demand_follows_order after update of state on loan_order
    for each row when (new.demand_id is not null and new.ended_at is not null
                       and old.ended_at is null and new.state <> 'not_chosen')
    execute function demand_follows_order();
