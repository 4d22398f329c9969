-- Opens a report: for the officer or the managers of the institution while the consent lives, for the subject always.
-- Each look leaves a row; a look that is refused stands in the audit trail.
-- $1 report id; $2 applicant id, $3 officer id, $4 institution id of the caller, two of them null; $5 account id,
-- $6 role, $7 format, $8 request id.
-- Rows: none when the report is not the caller's to see, else one; `content` is null when the consent lives no longer.
with target as (
    select r.*,
           $2::uuid is not null or live_consent(r.applicant_id, 'loan_review', r.order_id, null) is not null as open
    from report r
    join loan_order o on o.id = r.order_id
    where r.id = $1 and (r.applicant_id = $2 or o.officer_id = $3 or o.institution_id = $4)
), viewed as (
    insert into report_view (report_id, account_id, role, format, request_id)
    select id, $5, $6, $7, $8 from target where open
    returning viewed_at
), refused as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select $5, $6, 'report_refused', 'report', id, $8 from target where not open
)
select t.number, t.version, encode(t.content_sha256, 'hex') as digest, utc(t.created_at) as created_at,
       c.number as consent_number, case when t.open then t.content end as content, utc(now()) as viewed_at,
       (select login from account where id = $5) as reader
from target t
join consent c on c.id = t.consent_id
