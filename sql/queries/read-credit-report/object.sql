-- A subject objects to a score of its own.
-- Parameters: objection_id uuid, score_id uuid, applicant_id uuid, reason text, account_id uuid, request_id text.
-- Rows: none when the score is not the applicant's, else one; not made when an objection to it is open.
with target as (
    select id from score where id = :score_id and applicant_id = :applicant_id
), made as (
    insert into objection (id, applicant_id, score_id, reason)
    select :objection_id, :applicant_id, id, :reason from target
    on conflict (score_id) where state = 'open' do nothing
    returning id, created_at
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select :account_id, 'applicant', 'object', 'objection', id, :request_id from made
), message as (
    insert into inbox (kind, role, payload)
    select 'objection_made', 'operator', jsonb_build_object('objection_id', id) from made
)
select m.id is not null as made, utc(m.created_at) as created_at
from target t
left join made m on true
