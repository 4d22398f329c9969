-- An operator answers an objection, once.
-- $1 objection id, $2 answer, $3 account id, $4 request id.
-- Rows: none when there is no such objection, else one; not changed when it was answered before.
with target as (
    select id, state from objection where id = $1
), changed as (
    update objection o set state = 'answered', answer = $2, answered_by = $3, answered_at = now()
    from target t
    where o.id = t.id and o.state = 'open'
    returning o.id, o.applicant_id, o.answered_at
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select $3, 'operator', 'answer_objection', 'objection', id, $4 from changed
), message as (
    insert into inbox (kind, applicant_id, payload)
    select 'objection_answered', applicant_id, jsonb_build_object('objection_id', id) from changed
)
select c.id is not null as changed, t.state, utc(c.answered_at) as answered_at
from target t
left join changed c on c.id = t.id
