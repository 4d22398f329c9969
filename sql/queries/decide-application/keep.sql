-- Keeps a run of the rules with the score that it read, the runs in its shadow and the audit entry, and notes on the
-- order that it has been looked at.
-- $1 run id, $2 order id, $3 cause, $4 account id or null, $5 outcome, $6 reasons, $7 version ids as texts,
-- $8 consent id or null, $9 inputs, $10 result, both texts; $11 score id or null, $12 the score's answer, $13 digest of
-- its inputs or null; $14 the shadow runs as an array of objects, $15 role, $16 request id,
-- $17 the score's place in the training population or null.
-- Rows: one; none when the order had its first run meanwhile.
with made as (
    insert into decision_run (id, order_id, cause, requested_by, outcome, reasons, version_ids, score_id, consent_id,
        inputs, result)
    values ($1, $2, $3, $4, $5, $6::text[], $7::text[]::uuid[], $11, $8, $9, $10)
    on conflict (order_id) where cause = 'arrival' do nothing
    returning id, order_id, score_id, consent_id, outcome, created_at
), scored as (
    insert into score (id, applicant_id, order_id, consent_id, purpose, model, model_version, inputs_sha256, points,
        grade, probability, answer, place)
    select m.score_id, o.applicant_id, m.order_id, m.consent_id, 'loan_review', a ->> 'model', a ->> 'model_version',
           $13, (a ->> 'score')::numeric, a ->> 'grade', (a ->> 'probability')::numeric, a, $17::jsonb
    from made m
    join loan_order o on o.id = m.order_id
    cross join (select $12::jsonb as a) given
    where m.score_id is not null
), shadow as (
    insert into shadow_run (run_id, version_id, outcome, reasons, differs)
    select m.id, s.version_id, s.outcome, s.reasons, s.differs
    from made m, jsonb_to_recordset($14::jsonb) as s (version_id uuid, outcome text, reasons text[], differs boolean)
), looked as (
    update loan_order o set decided_at = m.created_at
    from made m
    where o.id = m.order_id and o.decided_at is null
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $4, $15, 'decide', 'loan_order', order_id, $16, jsonb_build_object('run_id', id, 'outcome', outcome)
    from made
)
select id, utc(created_at) as created_at from made
