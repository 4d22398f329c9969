-- A page of the other orders of the firm whose order the officer has in hand, newest first: where, how much and what
-- came of it. By a consent that names the platform's history; each page is a look that leaves its trace.
-- Parameters: order_id uuid, officer_id uuid, account_id uuid, request_id text, after_id uuid?, rows_wanted bigint.
-- Rows: none when the order is not the officer's; one of nulls where there is nothing to show, `ended` and `is_open`
-- saying why; else 1 to `rows_wanted`.
with target as materialized (
    select o.id, o.applicant_id, o.ended_at is not null as ended,
           read_facts(o.applicant_id, 'loan_review', array ['platform_history'], o.id, null, :account_id, 'officer',
               :request_id) as facts
    from loan_order o
    where o.id = :order_id and o.officer_id = :officer_id
), opened as (
    select t.id, t.applicant_id, t.ended, exists (
               select from consent c
               where c.id = (t.facts ->> 'consent_id')::uuid and 'platform_history' = any (c.items)) as is_open
    from target t
)
select t.ended, t.is_open, h.id, h.institution_name, h.amount, h.state, utc(h.submitted_at) as submitted_at
from opened t
left join lateral (
    select o.id, i.name as institution_name, o.amount, o.state, o.submitted_at
    from loan_order o
    join institution i on i.id = o.institution_id
    where t.is_open and o.applicant_id = t.applicant_id and o.id <> t.id
      and (:after_id::uuid is null or o.id < :after_id)
    order by o.id desc
    limit :rows_wanted
) h on true
order by h.id desc
