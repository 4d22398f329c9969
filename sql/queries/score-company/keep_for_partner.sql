-- Keeps the scores of one request of a partner, and one audit entry for all.
-- Parameters: scores jsonb, partner_id uuid, model text, request_id text.
-- Rows: one with how many were kept.
with given as (
    select * from jsonb_to_recordset(:scores::jsonb) as x (
        id uuid, applicant_id uuid, consent_id uuid, reference text, inputs text, answer jsonb,
        place jsonb)
), kept as (
    insert into score (id, applicant_id, partner_id, consent_id, reference, purpose, model, model_version,
        inputs_sha256, points, grade, probability, answer, place)
    select id, applicant_id, :partner_id, consent_id, reference, 'partner_assessment', answer ->> 'model',
           answer ->> 'model_version', decode(inputs, 'hex'), (answer ->> 'score')::numeric, answer ->> 'grade',
           (answer ->> 'probability')::numeric, answer, place
    from given
    returning id
), audit as (
    insert into audit_entry (actor_role, action, object_kind, object_id, request_id, detail)
    select 'partner', 'score', 'partner', :partner_id, :request_id,
           jsonb_build_object('model', :model::text, 'scores', (select count(*) from kept))
)
select count(*) as scores from kept
