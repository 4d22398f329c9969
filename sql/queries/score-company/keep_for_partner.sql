-- Keeps the scores of one request of a partner, and one audit entry for all.
-- $1 the scores as an array of objects, $2 partner id, $3 model, $4 request id.
-- Rows: one with how many were kept.
with given as (
    select * from jsonb_to_recordset($1::jsonb) as x (
        id uuid, applicant_id uuid, consent_id uuid, reference text, inputs text, answer jsonb,
        place jsonb)
), kept as (
    insert into score (id, applicant_id, partner_id, consent_id, reference, purpose, model, model_version,
        inputs_sha256, points, grade, probability, answer, place)
    select id, applicant_id, $2, consent_id, reference, 'partner_assessment', answer ->> 'model',
           answer ->> 'model_version', decode(inputs, 'hex'), (answer ->> 'score')::numeric, answer ->> 'grade',
           (answer ->> 'probability')::numeric, answer, place
    from given
    returning id
), audit as (
    insert into audit_entry (actor_role, action, object_kind, object_id, request_id, detail)
    select 'partner', 'score', 'partner', $2, $4,
           jsonb_build_object('model', $3::text, 'scores', (select count(*) from kept))
)
select count(*) as scores from kept
