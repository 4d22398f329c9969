-- Scores of the past, newest first: an applicant's own; for an officer those of the orders in hand whose applicant's
-- consent lives.
-- $1 applicant id or null, $2 officer id or null, $3 order id or null, $4 after this id or null, $5 rows wanted.
-- Rows: 0 to $5.
select s.id, s.applicant_id, s.order_id, s.purpose, utc(s.created_at) as created_at, s.answer
from score s
left join loan_order o on o.id = s.order_id
where ($1::uuid is null or s.applicant_id = $1)
  and ($2::uuid is null or (o.officer_id = $2 and live_consent(o.applicant_id, s.purpose, o.id, null) is not null))
  and ($3::uuid is null or s.order_id = $3) and ($4::uuid is null or s.id < $4)
  and s.applicant_id is not null
order by s.id desc
limit $5
