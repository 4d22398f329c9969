-- One row for each step of an order, written in the statement that takes the step. `payload` is for both sides;
-- `internal_note` is the institution's own and never leaves it.
create table if not exists order_event (
    id            bigint generated always as identity primary key,
    order_id      uuid not null references loan_order (id),
    from_state    text,
    to_state      text not null,
    actor_id      uuid references account (id),
    actor_role    text not null,
    payload       jsonb not null default '{}',
    internal_note text,
    happened_at   timestamptz not null default now(),
    constraint order_event_transition foreign key (from_state, to_state)
        references order_transition (from_state, to_state),
    constraint order_event_actor check ((actor_id is null) = (actor_role = 'system'))
);
create index if not exists order_event_by_order on order_event (order_id, id);
grant select, insert on order_event to rongtong_app;
