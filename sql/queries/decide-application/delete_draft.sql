-- Deletes a draft of the rules. One that ran beside the live rules stays: its runs were decided by it.
-- Parameters: version_id uuid, account_id uuid, role text, request_id text.
-- Rows: none when there is no such version, else one; a refusal when it is no draft or has run.
with target as (
    select v.id, v.state,
           (select s.created_at from shadow_run s where s.version_id = v.id order by s.created_at desc limit 1)
               is not null as has_run
    from rule_version v
    where v.id = :version_id
), deleted as (
    delete from rule_version v
    using target t
    where v.id = t.id and v.state = 'draft' and not t.has_run
    returning v.id, v.kind, v.product_id, v.version, v.title
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'delete_rules', 'rule_version', id, :request_id, to_jsonb(deleted) - 'id'
    from deleted
)
select case when d.id is null then 'state_conflict' end as refusal,
       case when t.state = 'draft' and t.has_run then 'used' else t.state end as state
from target t
left join deleted d on d.id = t.id
