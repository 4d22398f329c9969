-- An operator answers an objection, once.
-- Parameters: objection_id uuid, answer text, account_id uuid, request_id text.
-- Rows: none when there is no such objection, else one; not changed when it was answered before.
with target as (
    select id, state from objection where id = :objection_id
), changed as (
    update objection o set state = 'answered', answer = :answer, answered_by = :account_id, answered_at = now()
    from target t
    where o.id = t.id and o.state = 'open'
    returning o.id, o.applicant_id, o.answered_at
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select :account_id, 'operator', 'answer_objection', 'objection', id, :request_id from changed
), message as (
    insert into inbox (kind, applicant_id, payload)
    select 'objection_answered', applicant_id, jsonb_build_object('objection_id', id) from changed
)
select c.id is not null as changed, t.state, utc(c.answered_at) as answered_at
from target t
left join changed c on c.id = t.id
