-- Keeps a score and what it came from.
-- $1 score id, $2 applicant id, $3 order id or null, $4 consent id, $5 purpose, $6 digest of the inputs, $7 the answer,
-- $8 account id, $9 role, $10 request id, $11 the days of the data, $12 the place in the
-- training population.
-- Rows: one with the moment.
with kept as (
    insert into score (id, applicant_id, order_id, consent_id, purpose, model, model_version, inputs_sha256, points,
        grade, probability, answer, place)
    select $1, $2, $3, $4, $5, a ->> 'model', a ->> 'model_version', $6, (a ->> 'score')::numeric,
           a ->> 'grade', (a ->> 'probability')::numeric, a || jsonb_build_object('data', $11::jsonb), $12::jsonb
    from (select $7::jsonb as a) given
    returning id, created_at
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $8, $9, 'score', 'score', id, $10, jsonb_build_object('purpose', $5, 'applicant_id', $2) from kept
)
select utc(created_at) as created_at from kept
