-- A page of all institutions by name with their response times.
-- $1 and $2 name and id after which the page begins, or null, $3 rows wanted. Rows: 0 to $3.
select i.id, i.name, i.category_code, i.state, i.first_review_hours, i.credit_hours, i.disbursement_hours,
       completion_working_days(i.id, 'credit') as credit_loan_days,
       completion_working_days(i.id, 'other') as other_loan_days
from institution i
where $2::uuid is null or (i.name, i.id) > ($1::text, $2)
order by i.name, i.id
limit $3
