-- Objections, newest first: a subject's own, or all.
-- Parameters: scope scope, state text?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select id, score_id, reason, state, answer, utc(answered_at) as answered_at, utc(created_at) as created_at
from objection
where in_scope(:scope_kind, :scope_id, applicant_id, null, null)
  and (:state::text is null or state = :state) and (:after_id::uuid is null or id < :after_id)
order by id desc
limit :rows_wanted
