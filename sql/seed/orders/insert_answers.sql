-- The answers that applicants got to the applications and demands of a batch, under their idempotency keys.
-- No parameters, no rows.
insert into idempotency (account_id, key, operation, request_hash, response, created_at)
select c.applicant_account, id_of(c.submitted_at, c.n, 4)::text, 'apply', sha256(c.id::text::bytea),
       jsonb_build_object('id', c.id, 'number', c.number, 'state', 'submitted', 'institution_id', c.institution_id,
           'amount', c.amount::numeric(18, 2)::text, 'term_months', c.term_months, 'purpose', c.purpose,
           'submitted_at', c.submitted_at, 'complete_due_at', c.complete_due_at,
           'due_is_provisional', c.due_is_provisional),
       c.submitted_at
from plan_course c
where c.demand_n is null
union all
select a.account_id, id_of(d.created_at, d.n, 4)::text, 'post_demand', sha256(d.id::text::bytea),
       jsonb_build_object('id', d.id, 'state', 'open', 'amount', d.amount::numeric(18, 2)::text,
           'term_months', d.term_months, 'purpose', d.purpose, 'max_institutions', 3, 'created_at', d.created_at),
       d.created_at
from plan_demand d
join plan_applicant a on a.place = d.place
