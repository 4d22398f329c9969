-- Puts an entry of a list in force. Who proposed it may not.
-- Parameters: entry_id uuid, account_id uuid, role text, request_id text.
-- Rows: none when there is no such entry, else one; a refusal when it is the caller's own or not proposed.
with target as (
    select id, state, coalesce(proposed_by = :account_id, false) as is_own from list_entry where id = :entry_id
), changed as (
    update list_entry l set state = 'active', approved_by = :account_id, approved_at = now()
    from target t
    where l.id = t.id and l.state = 'proposed' and not t.is_own
    returning l.id, l.state
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select :account_id, :role, 'approve_entry', 'list_entry', id, :request_id from changed
)
select case when c.id is not null then null when t.state = 'proposed' then 'own_entry' else 'state_conflict' end
           as refusal,
       coalesce(c.state, t.state) as state
from target t
left join changed c on c.id = t.id
