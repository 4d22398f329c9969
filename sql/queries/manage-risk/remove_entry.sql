-- Declines a proposed entry; of one in force the first call proposes the removal, and somebody else's completes it.
-- Parameters: entry_id uuid, reason text, account_id uuid, role text, request_id text.
-- Rows: none when there is no such entry, else one; a refusal when it is removed or the caller proposed its removal.
with target as (
    select id, state, removal_proposed_by,
           state = 'proposed' or removal_proposed_by is not null as is_last_step
    from list_entry
    where id = :entry_id
), changed as (
    update list_entry l
    set state = case when t.is_last_step then 'removed' else l.state end,
        removed_by = case when t.is_last_step then :account_id::uuid end,
        removed_at = case when t.is_last_step then now() end,
        removal_proposed_by = coalesce(l.removal_proposed_by, :account_id),
        removal_reason = coalesce(l.removal_reason, :reason)
    from target t
    where l.id = t.id and l.state <> 'removed' and l.removal_proposed_by is not distinct from t.removal_proposed_by
      and (t.removal_proposed_by is null or t.removal_proposed_by <> :account_id)
    returning l.id, l.state
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, case c.state when 'removed' then 'remove_entry' else 'propose_removal' end, 'list_entry',
           c.id, :request_id, jsonb_build_object('reason', :reason::text)
    from changed c
)
select case when c.id is not null then null when t.state = 'removed' then 'state_conflict' else 'own_entry' end
           as refusal,
       coalesce(c.state, t.state) as state
from target t
left join changed c on c.id = t.id
