-- A subject objects to a score of its own.
-- $1 objection id, $2 score id, $3 applicant id, $4 reason, $5 account id, $6 request id.
-- Rows: none when the score is not the applicant's, else one; not made when an objection to it is open.
with target as (
    select id from score where id = $2 and applicant_id = $3
), made as (
    insert into objection (id, applicant_id, score_id, reason)
    select $1, $3, id, $4 from target
    on conflict (score_id) where state = 'open' do nothing
    returning id, created_at
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select $5, 'applicant', 'object', 'objection', id, $6 from made
), message as (
    insert into inbox (kind, role, payload)
    select 'objection_made', 'operator', jsonb_build_object('objection_id', id) from made
)
select m.id is not null as made, utc(m.created_at) as created_at
from target t
left join made m on true
