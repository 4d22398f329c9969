-- Objections, newest first: a subject's own, or all.
-- $1 applicant id or null for all, $2 state or null, $3 after this id or null, $4 rows wanted. Rows: 0 to $4.
select id, score_id, reason, state, answer, utc(answered_at) as answered_at, utc(created_at) as created_at
from objection
where ($1::uuid is null or applicant_id = $1) and ($2::text is null or state = $2) and ($3::uuid is null or id < $3)
order by id desc
limit $4
