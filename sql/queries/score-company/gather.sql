-- What a caller may know of a firm in order to score it; the access is traced, or the refusal. An officer needs its
-- own order of the firm: open for a review, disbursed for `post_loan`; one that is over is named, so that the officer
-- is told so.
-- Parameters: scope scope, subject_id uuid, purpose text, account_id uuid, role text, request_id text.
-- Rows: none when the caller may not access the firm, else one; `ended` says that the order is over, `facts` is null
-- without a live consent.
with subject as materialized (
    select a.id, n.section, o.id as order_id, not coalesce(o.serves, true) as ended
    from applicant a
    left join industry n on n.code = a.industry_code
    left join lateral (
        select id, order_serves(:purpose::text, state, ended_at) as serves
        from loan_order
        where applicant_id = a.id and officer_id = :scope_id and :scope_kind = 'officer'
          and (:purpose = 'loan_review' or ended_at is not null)
        order by 2 desc, submitted_at desc
        limit 1
    ) o on true
    where a.id = :subject_id and (:scope_kind = 'applicant' and a.id = :scope_id or o.id is not null)
)
select id as applicant_id, order_id, section, ended,
       read_facts(id, :purpose, scored_items(), order_id, null, :account_id, :role, :request_id) as facts
from subject
