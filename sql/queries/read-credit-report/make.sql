-- Keeps a new version of an order's report, while the order is in hand and the consent lives. The digest binds number,
-- version and content.
-- Parameters: report_id uuid, order_id uuid, applicant_id uuid, consent_id uuid, score_id uuid?, run_id uuid?, content
-- text, account_id uuid, request_id text.
-- Rows: one; none when the order or the consent came to its end meanwhile.
with numbered as (
    select 'BG' || to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
               || lpad((nextval('report_number') % 1000000)::text, 6, '0') as number,
           1 + coalesce((select max(version) from report where order_id = :order_id), 0) as version
    where live_consent(:applicant_id, 'loan_review', :order_id, null) is not null
), made as (
    insert into report (id, number, order_id, applicant_id, version, consent_id, score_id, run_id, content,
        content_sha256, made_by)
    select :report_id, number, :order_id, :applicant_id, version, :consent_id, :score_id, :run_id, :content,
           sha256(convert_to(number || ' ' || version || ' ' || :content::text, 'UTF8')), :account_id
    from numbered
    returning id, number, version, created_at
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'officer', 'make_report', 'report', id, :request_id, jsonb_build_object('order_id', :order_id,
        'version', version)
    from made
)
select id, number, version, utc(created_at) as created_at from made
