-- Alerts, newest first: an officer's own, or those of an institution.
-- Parameters: scope scope, state text?, severity text?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select a.id, a.order_id, o.number as order_number, p.organisation_name as borrower, a.officer_id,
       f.name_cipher as officer_name_cipher, a.rule,
       a.title, a.reason, a.sentence, a.severity, to_char(a.period, 'YYYY-MM') as period, a.state, a.conclusion,
       utc(a.created_at) as created_at, utc(a.closed_at) as closed_at
from loan_alert a
join loan_order o on o.id = a.order_id
join applicant p on p.id = a.applicant_id
join officer f on f.id = a.officer_id
where in_scope(:scope_kind, :scope_id, null, a.officer_id, a.institution_id)
  and (:state::text is null or a.state = :state) and (:severity::text is null or a.severity = :severity)
  and (:after_id::uuid is null or a.id < :after_id)
order by a.id desc
limit :rows_wanted
