-- Takes a version of the rules from one state to another.
-- Parameters: version_id uuid, from_state text, to_state text, account_id uuid, role text, request_id text.
-- Rows: none when there is no such version, else one; not changed when it is in another state.
with target as (
    select id, state from rule_version where id = :version_id
), changed as (
    update rule_version v set state = :to_state
    from target t
    where v.id = t.id and v.state = :from_state
    returning v.id, v.state
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'move_rules', 'rule_version', id, :request_id, jsonb_build_object('state', state)
        from changed
)
select c.id is not null as changed, coalesce(c.state, t.state) as state
from target t
left join changed c on c.id = t.id
