-- Keeps a look at a loan, the score that was made for it, the alerts that are new for borrower, institution, rule and
-- month, and a message for each of them to the responsible officer and to the managers.
-- $1 check id, $2 order id, $3 version id or null, $4 consent id or null, $5 outcome, $6 inputs, $7 result, both texts;
-- $8 score id or null, $9 the score's answer, $10 digest of its inputs or null, $11 its place; $12 the findings as an
-- array of objects, $13 request id.
-- Rows: one; none when another sweep was faster or the loan was settled meanwhile.
with looked as (
    update loan_order o set checked_at = now()
    where o.id = $2 and o.state = 'disbursed' and (o.checked_at is null or o.checked_at < now() - interval '1 day')
    returning o.id, o.number, o.applicant_id, o.institution_id, o.officer_id
), scored as (
    insert into score (id, applicant_id, order_id, consent_id, purpose, model, model_version, inputs_sha256, points,
        grade, probability, answer, place)
    select $8, l.applicant_id, l.id, $4, 'post_loan', a ->> 'model', a ->> 'model_version', $10,
           (a ->> 'score')::numeric, a ->> 'grade', (a ->> 'probability')::numeric, a, $11::jsonb
    from looked l
    cross join (select $9::jsonb as a) given
    where $8::uuid is not null
), made as (
    insert into loan_check (id, order_id, version_id, score_id, consent_id, outcome, inputs, result)
    select $1, id, $3, $8, $4, $5, $6, $7 from looked
    returning id
), alerted as (
    insert into loan_alert (id, applicant_id, institution_id, order_id, officer_id, check_id, rule, period, severity,
        title, reason, sentence)
    select f.id, l.applicant_id, l.institution_id, l.id, l.officer_id, $1, f.rule,
           date_trunc('month', now() at time zone 'Asia/Shanghai')::date, f.severity, f.title, f.reason, f.sentence
    from looked l
    cross join jsonb_to_recordset($12::jsonb) as f (
        id uuid, rule text, severity text, title text, reason text, sentence text)
    on conflict (applicant_id, institution_id, rule, period) do nothing
    returning id, institution_id, officer_id, title
), message as (
    insert into inbox (kind, officer_id, institution_id, payload)
    select 'loan_alert', r.officer_id, r.institution_id,
           jsonb_build_object('alert_id', a.id, 'order_number', l.number, 'alert_title', a.title)
    from alerted a
    cross join looked l
    cross join lateral (values (a.officer_id, null::uuid), (null::uuid, a.institution_id)) as r (
        officer_id, institution_id)
), notice as (
    insert into outbox (kind, officer_id, payload)
    select 'loan_alert', officer_id, jsonb_build_object('alert_id', id) from alerted
), audit as (
    insert into audit_entry (actor_role, action, object_kind, object_id, request_id)
    select 'system', 'alert', 'loan_alert', id, $13 from alerted
)
select (select count(*) from alerted) as alerts from made
