-- Alerts, newest first: an officer's own, or those of an institution.
-- $1 institution id, $2 officer id or null for the whole institution, $3 state or null, $4 severity or null, $5 after
-- this id or null, $6 rows wanted. Rows: 0 to $6.
select a.id, a.order_id, o.number as order_number, p.organisation_name as borrower, a.officer_id,
       f.name_cipher as officer_name_cipher, a.rule,
       a.title, a.reason, a.sentence, a.severity, to_char(a.period, 'YYYY-MM') as period, a.state, a.conclusion,
       utc(a.created_at) as created_at, utc(a.closed_at) as closed_at
from loan_alert a
join loan_order o on o.id = a.order_id
join applicant p on p.id = a.applicant_id
join officer f on f.id = a.officer_id
where a.institution_id = $1 and ($2::uuid is null or a.officer_id = $2)
  and ($3::text is null or a.state = $3) and ($4::text is null or a.severity = $4)
  and ($5::uuid is null or a.id < $5)
order by a.id desc
limit $6
