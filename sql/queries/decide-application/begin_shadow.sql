-- Lets a draft of the rules run beside the live ones. Its author may not.
-- Parameters: version_id uuid, account_id uuid, role text, request_id text.
-- Rows: none when there is no such version, else one; a refusal when it is the caller's own or no draft.
with target as (
    select id, state, coalesce(drafted_by = :account_id, false) as own from rule_version where id = :version_id
), changed as (
    update rule_version v set state = 'shadow', shadowed_by = :account_id
    from target t
    where v.id = t.id and v.state = 'draft' and not t.own
    returning v.id, v.state
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'move_rules', 'rule_version', id, :request_id, jsonb_build_object('state', state)
    from changed
)
select case when c.id is not null then null when t.own and t.state = 'draft' then 'own_draft'
            else 'state_conflict' end as refusal,
       coalesce(c.state, t.state) as state
from target t
left join changed c on c.id = t.id
