-- Reports, newest first: those of an applicant, of an officer's orders, or of an institution.
-- $1 applicant id, $2 officer id, $3 institution id, two of them null; $4 order id or null, $5 after this id or null,
-- $6 rows wanted. Rows: 0 to $6.
select r.id, r.number, r.version, r.order_id, o.number as order_number, i.name as institution_name,
       utc(r.created_at) as created_at, (select count(*) from report_view v where v.report_id = r.id) as views
from report r
join loan_order o on o.id = r.order_id
join institution i on i.id = o.institution_id
where (r.applicant_id = $1 or o.officer_id = $2 or o.institution_id = $3)
  and ($4::uuid is null or r.order_id = $4) and ($5::uuid is null or r.id < $5)
order by r.id desc
limit $6
