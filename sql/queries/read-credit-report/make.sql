-- Keeps a new version of an order's report. The digest binds number, version and content.
-- $1 report id, $2 order id, $3 applicant id, $4 consent id, $5 score id or null, $6 run id or null, $7 content,
-- $8 account id, $9 request id.
-- Rows: one.
with numbered as (
    select 'BG' || to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
               || lpad((nextval('report_number') % 1000000)::text, 6, '0') as number,
           1 + coalesce((select max(version) from report where order_id = $2), 0) as version
), made as (
    insert into report (id, number, order_id, applicant_id, version, consent_id, score_id, run_id, content,
        content_sha256, made_by)
    select $1, number, $2, $3, version, $4, $5, $6, $7,
           sha256(convert_to(number || ' ' || version || ' ' || $7::text, 'UTF8')), $8
    from numbered
    returning id, number, version, created_at
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $8, 'officer', 'make_report', 'report', id, $9, jsonb_build_object('order_id', $2, 'version', version)
    from made
)
select id, number, version, utc(created_at) as created_at from made
