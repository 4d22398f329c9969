-- Scores of the past, newest first: an applicant's own; for an officer those of the orders it handles that may be shown
-- now.
-- Parameters: scope scope, order_id uuid?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
with page as (
    (select s.id, null::uuid as of_order
     from score s
     where :scope_kind::text = 'applicant' and s.applicant_id = :scope_id
       and (:order_id::uuid is null or s.order_id = :order_id) and (:after_id::uuid is null or s.id < :after_id)
     order by s.id desc limit :rows_wanted)
    union all
    -- The newest orders first: the scores of a long list of orders are not sorted to show a page of them.
    (select s.id, o.id
     from loan_order o
     join score s on s.order_id = o.id
     where :scope_kind = 'officer' and o.officer_id = :scope_id and (:order_id is null or o.id = :order_id)
       and (:after_id is null or (o.id, s.id) < ((select order_id from score where id = :after_id), :after_id))
       and s.applicant_id is not null and showing(s.purpose, o.id, s.consent_id) = 'shown'
     order by o.id desc, s.id desc limit :rows_wanted)
)
select s.id, s.applicant_id, s.order_id, s.purpose, utc(s.created_at) as created_at, s.answer
from page
join score s on s.id = page.id
order by page.of_order desc, s.id desc
