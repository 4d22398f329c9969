-- Opens a report: for the officer or the managers of the institution while the consent lives, for the subject always.
-- Each access leaves a row; a refused access is in the audit trail.
-- Parameters: scope scope, report_id uuid, account_id uuid, role text, format text, request_id text.
-- Rows: none when the report is not the caller's to see, else one; `content` is null when the consent lives no longer.
with target as (
    select r.*,
           :scope_kind = 'applicant'
               or live_consent(r.applicant_id, 'loan_review', r.order_id, null) is not null as open
    from report r
    join loan_order o on o.id = r.order_id
    where r.id = :report_id and in_scope(:scope_kind, :scope_id, r.applicant_id, o.officer_id, o.institution_id)
), viewed as (
    insert into report_view (report_id, account_id, role, format, request_id)
    select id, :account_id, :role, :format, :request_id from target where open
    returning viewed_at
), refused as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select :account_id, :role, 'report_refused', 'report', id, :request_id from target where not open
)
select t.number, t.version, encode(t.content_sha256, 'hex') as digest, utc(t.created_at) as created_at,
       c.number as consent_number, case when t.open then t.content end as content, utc(now()) as viewed_at,
       (select login from account where id = :account_id) as reader
from target t
join consent c on c.id = t.consent_id
