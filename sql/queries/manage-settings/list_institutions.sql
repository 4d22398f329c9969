-- A page of all institutions by name with their response times.
-- Parameters: after_name text?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select i.id, i.name, i.category_code, i.state, i.first_review_hours, i.credit_hours, i.disbursement_hours,
       completion_working_days(i.id, 'credit') as credit_loan_days,
       completion_working_days(i.id, 'other') as other_loan_days,
       i.open_applications_max
from institution i
where :after_id::uuid is null or (i.name, i.id) > (:after_name::text, :after_id)
order by i.name, i.id
limit :rows_wanted
