-- The audit trail: every important act, who did it, on what. Append-only for everybody, the owner included.
create table if not exists audit_entry (
    id          bigint generated always as identity primary key,
    happened_at timestamptz not null default now(),
    actor_id    uuid,
    actor_role  text not null,
    action      text not null,
    object_kind text not null,
    object_id   uuid,
    request_id  text not null,
    detail      jsonb not null default '{}'
);
create index if not exists audit_entry_by_object on audit_entry (object_kind, object_id, id);
create index if not exists audit_entry_by_actor on audit_entry (actor_id, id);
grant select, insert on audit_entry to rongtong_app;

create or replace function refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create or replace trigger audit_entry_append_only before update or delete or truncate on audit_entry
    for each statement execute function refuse_rewriting();
create or replace trigger order_event_append_only before update or delete or truncate on order_event
    for each statement execute function refuse_rewriting();
