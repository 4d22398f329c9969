-- Reports, newest first: those of an applicant, of an officer's orders, or of an institution.
-- Parameters: scope scope, order_id uuid?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select r.id, r.number, r.version, r.order_id, o.number as order_number, i.name as institution_name,
       utc(r.created_at) as created_at, (select count(*) from report_view v where v.report_id = r.id) as views
from report r
join loan_order o on o.id = r.order_id
join institution i on i.id = o.institution_id
where in_scope(:scope_kind, :scope_id, r.applicant_id, o.officer_id, o.institution_id)
  and (:order_id::uuid is null or r.order_id = :order_id) and (:after_id::uuid is null or r.id < :after_id)
order by r.id desc
limit :rows_wanted
