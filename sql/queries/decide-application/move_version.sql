-- Takes a version of the rules from one state to another.
-- $1 version id, $2 the state it must be in, $3 the state it goes to, $4 account id, $5 role, $6 request id.
-- Rows: none when there is no such version, else one; not changed when it is in another state.
with target as (
    select id, state from rule_version where id = $1
), changed as (
    update rule_version v set state = $3
    from target t
    where v.id = t.id and v.state = $2
    returning v.id, v.state
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $4, $5, 'move_rules', 'rule_version', id, $6, jsonb_build_object('state', state) from changed
)
select c.id is not null as changed, coalesce(c.state, t.state) as state
from target t
left join changed c on c.id = t.id
