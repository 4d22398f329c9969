-- Makes a version of the rules that ran beside the live ones a draft again.
-- Parameters: version_id uuid, account_id uuid, role text, request_id text.
-- Rows: none when there is no such version, else one; a refusal when it is in another state.
with target as (
    select id, state from rule_version where id = :version_id
), changed as (
    update rule_version v set state = 'draft', shadowed_by = null
    from target t
    where v.id = t.id and v.state = 'shadow'
    returning v.id, v.state
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'move_rules', 'rule_version', id, :request_id, jsonb_build_object('state', state)
    from changed
)
select case when c.id is null then 'state_conflict' end as refusal, coalesce(c.state, t.state) as state
from target t
left join changed c on c.id = t.id
