-- Opens a report: for the officer or the managers of the institution while it may be shown to them, for the subject
-- always. Each access leaves a row; a refused access is in the audit trail.
-- Parameters: scope scope, report_id uuid, account_id uuid, role text, format text, request_id text.
-- Rows: none when the report is not the caller's to see, else one; `content` is null when it may not be shown, and
-- `showing` says why.
with target as (
    select r.*, case when :scope_kind = 'applicant' then 'shown' else showing_report(o.id, r.consent_id) end as showing
    from report r
    join loan_order o on o.id = r.order_id
    where r.id = :report_id and in_scope(:scope_kind, :scope_id, r.applicant_id, o.officer_id, o.institution_id)
), viewed as (
    insert into report_view (report_id, account_id, role, format, request_id)
    select id, :account_id, :role, :format, :request_id from target where showing = 'shown'
    returning viewed_at
), refused as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'report_refused', 'report', id, :request_id, jsonb_build_object('reason', showing)
    from target where showing <> 'shown'
)
select t.number, t.version, encode(t.content_sha256, 'hex') as digest, utc(t.created_at) as created_at,
       c.number as consent_number, case when t.showing = 'shown' then t.content end as content, t.showing,
       utc(now()) as viewed_at, (select login from account where id = :account_id) as reader,
       t.order_id
from target t
join consent c on c.id = t.consent_id
