-- Stores a check of a loan, the score that was made for it, the alerts that are new for borrower, institution, rule and
-- month, and a message for each of them to the responsible officer and to the managers.
-- Parameters: check_id uuid, order_id uuid, version_id uuid?, consent_id uuid?, outcome text, inputs text, result text,
-- score_id uuid?, answer jsonb, inputs_digest bytea?, place jsonb, findings jsonb, request_id text.
-- Rows: one; none when another sweep was faster or the loan was settled meanwhile.
with looked as (
    update loan_order o set checked_at = now()
    where o.id = :order_id and o.state = 'disbursed'
        and (o.checked_at is null or o.checked_at < now() - interval '1 day')
    returning o.id, o.number, o.applicant_id, o.institution_id, o.officer_id
), scored as (
    insert into score (id, applicant_id, order_id, consent_id, purpose, model, model_version, inputs_sha256, points,
        grade, probability, answer, place)
    select :score_id, l.applicant_id, l.id, :consent_id, 'post_loan', a ->> 'model', a ->> 'model_version',
        :inputs_digest,
           (a ->> 'score')::numeric, a ->> 'grade', (a ->> 'probability')::numeric, a, :place::jsonb
    from looked l
    cross join (select :answer::jsonb as a) given
    where :score_id::uuid is not null
), made as (
    insert into loan_check (id, order_id, version_id, score_id, consent_id, outcome, inputs, result)
    select :check_id, id, :version_id, :score_id, :consent_id, :outcome, :inputs, :result from looked
    returning id
), alerted as (
    insert into loan_alert (id, applicant_id, institution_id, order_id, officer_id, check_id, rule, period, severity,
        title, reason, sentence, by_consent)
    select f.id, l.applicant_id, l.institution_id, l.id, l.officer_id, :check_id, f.rule,
           date_trunc('month', now() at time zone 'Asia/Shanghai')::date, f.severity, f.title, f.reason, f.sentence,
           f.by_consent
    from looked l
    cross join jsonb_to_recordset(:findings::jsonb) as f (
        id uuid, rule text, severity text, title text, reason text, sentence text, by_consent uuid)
    on conflict (applicant_id, institution_id, rule, period) do nothing
    returning id, institution_id, officer_id
), message as (
    insert into inbox (kind, officer_id, institution_id, payload)
    select 'loan_alert', r.officer_id, r.institution_id,
           jsonb_build_object('alert_id', a.id, 'order_number', l.number)
    from alerted a
    cross join looked l
    cross join lateral (values (a.officer_id, null::uuid), (null::uuid, a.institution_id)) as r (
        officer_id, institution_id)
), audit as (
    insert into audit_entry (actor_role, action, object_kind, object_id, request_id)
    select 'system', 'alert', 'loan_alert', id, :request_id from alerted
)
select (select count(*) from alerted) as alerts from made
