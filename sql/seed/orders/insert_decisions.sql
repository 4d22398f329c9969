-- The first decision on each order of a batch: by the live rules where there was a consent, on invented facts and an
-- invented score; and the look at the facts that came before.
-- No parameters, no rows.
with decided as materialized (
    select c.*, v.outcome, v.reasons, v.version_ids, v.inputs, v.result, v.points, v.grade, v.probability, v.answer,
           id_of(c.decided_at, c.n, 3) as run_id,
           case when c.has_consent then id_of(c.decided_at, c.n, 5) end as score_id,
           case when not c.has_consent then null
                when c.demand_n is null then id_of(c.submitted_at, c.n, 2)
                else id_of(d.created_at, d.n, 2) end as consent_id
    from plan_course c
    left join plan_demand d on d.n = c.demand_n
    join plan_verdict v on v.subject_type = c.subject_type and v.has_consent = c.has_consent
         and v.place = draw(c.n, 130, 0, 19)
), looked as (
    insert into fact_access (consent_id, applicant_id, item_codes, purpose, order_id, institution_id, request_id,
        read_at)
    select consent_id, applicant_id,
           '{registration,penalties,tax,social_insurance,utilities,court_enforcement,accounts}',
           'loan_review', id, institution_id, run_id::text, decided_at
    from decided
    where has_consent
    order by decided_at
), scored as (
    insert into score (id, applicant_id, order_id, consent_id, purpose, model, model_version, inputs_sha256, points,
        grade, probability, answer, created_at)
    select score_id, applicant_id, id, consent_id, 'loan_review', answer ->> 'model', answer ->> 'model_version',
           sha256(id::text::bytea), points, grade, probability, answer, decided_at
    from decided
    where has_consent
    order by decided_at
)
insert into decision_run (id, order_id, cause, outcome, reasons, version_ids, score_id, consent_id, inputs, result,
    created_at)
select run_id, id, 'arrival', outcome, reasons, version_ids, score_id, consent_id,
       jsonb_build_object('inputs', inputs || jsonb_build_object('amount', amount::numeric(18, 2)::text,
               'term_months', term_months, 'purpose', purpose),
           'evidence', '{"list_hits": [], "same_project": []}'::jsonb)::text,
       result, decided_at
from decided
order by decided_at
