-- Keeps a score and what it came from.
-- Parameters: score_id uuid, applicant_id uuid, order_id uuid?, consent_id uuid, purpose text, inputs_digest bytea,
-- answer jsonb, account_id uuid, role text, request_id text, data_days jsonb, place jsonb.
-- Rows: one with the moment.
with kept as (
    insert into score (id, applicant_id, order_id, consent_id, purpose, model, model_version, inputs_sha256, points,
        grade, probability, answer, place)
    select :score_id, :applicant_id, :order_id, :consent_id, :purpose, a ->> 'model', a ->> 'model_version',
        :inputs_digest, (a ->> 'score')::numeric,
           a ->> 'grade', (a ->> 'probability')::numeric, a || jsonb_build_object('data', :data_days::jsonb),
               :place::jsonb
    from (select :answer::jsonb as a) given
    returning id, created_at
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'score', 'score', id, :request_id, jsonb_build_object('purpose', :purpose,
        'applicant_id', :applicant_id) from kept
)
select utc(created_at) as created_at from kept
