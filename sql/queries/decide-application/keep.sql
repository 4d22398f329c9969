-- Keeps a run of the rules with the score that it read, the runs in its shadow and the audit entry, and notes on the
-- order that it has been looked at. A rule that could not be evaluated raises the alarm, once a day.
-- Parameters: run_id uuid, order_id uuid, cause text, account_id uuid?, outcome text, reasons text[], version_ids
-- text[], consent_id uuid?, inputs text, result text, score_id uuid?, answer jsonb, inputs_digest bytea?, shadow_runs
-- jsonb, role text, request_id text, place jsonb.
-- Rows: one; none when the order had its first run or came to its end meanwhile.
with made as (
    insert into decision_run (id, order_id, cause, requested_by, outcome, reasons, version_ids, score_id, consent_id,
        inputs, result)
    select :run_id, o.id, :cause, :account_id, :outcome, :reasons::text[], :version_ids::text[]::uuid[], :score_id,
           :consent_id, :inputs, :result
    from loan_order o
    where o.id = :order_id and order_serves('loan_review', o.state, o.ended_at)
    on conflict (order_id) where cause = 'arrival' do nothing
    returning id, order_id, score_id, consent_id, outcome, created_at
), scored as (
    insert into score (id, applicant_id, order_id, consent_id, purpose, model, model_version, inputs_sha256, points,
        grade, probability, answer, place)
    select m.score_id, o.applicant_id, m.order_id, m.consent_id, 'loan_review', a ->> 'model', a ->> 'model_version',
           :inputs_digest, (a ->> 'score')::numeric, a ->> 'grade', (a ->> 'probability')::numeric, a, :place::jsonb
    from made m
    join loan_order o on o.id = m.order_id
    cross join (select :answer::jsonb as a) given
    where m.score_id is not null
), shadow as (
    insert into shadow_run (run_id, version_id, outcome, reasons, differs)
    select m.id, s.version_id, s.outcome, s.reasons, s.differs
    from made m, jsonb_to_recordset(:shadow_runs::jsonb) as s (version_id uuid, outcome text, reasons text[],
        differs boolean)
), alarm as (
    insert into inbox (kind, role, payload)
    select 'rule_failed', 'operator', '{}'
    from made
    where 'rule_failed' = any (:reasons::text[]) and not exists (
        select from inbox
        where role = 'operator' and created_at > now() - interval '1 day' and kind = 'rule_failed')
), looked as (
    update loan_order o set decided_at = m.created_at
    from made m
    where o.id = m.order_id and o.decided_at is null
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'decide', 'loan_order', order_id, :request_id, jsonb_build_object('run_id', id,
        'outcome', outcome)
    from made
)
select id, utc(created_at) as created_at from made
