-- Activates a version of the rules from a moment on. Its author may not.
-- Parameters: version_id uuid, effective_from text?, account_id uuid, role text, request_id text.
-- Rows: none when there is no such version, else one; a refusal when it is the caller's own or not to be activated.
with target as (
    select id, state, coalesce(drafted_by = :account_id, false) as own from rule_version where id = :version_id
), changed as (
    update rule_version v
    set state = 'active', activated_by = :account_id, effective_from = coalesce(:effective_from::text::timestamptz,
        now())
    from target t
    where v.id = t.id and v.state in ('draft', 'shadow') and not t.own
    returning v.id, v.state, v.effective_from
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'activate_rules', 'rule_version', id, :request_id,
           jsonb_build_object('effective_from', effective_from)
    from changed
)
select case when c.id is not null then null when t.own and t.state in ('draft', 'shadow') then 'own_draft'
            else 'state_conflict' end as refusal,
       coalesce(c.state, t.state) as state, utc(c.effective_from) as effective_from
from target t
left join changed c on c.id = t.id
