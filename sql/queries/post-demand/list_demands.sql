-- The demands that the caller may see, newest first.
-- $1 applicant id: the caller's own, null otherwise; $2 officer id and $3 institution id: open demands in the officer's
-- regions and those that the institution has taken, null otherwise; $4 state, $5 purpose: filters or null; $6 after
-- this id or null, $7 rows wanted. Rows: 0 to $7; `total` counts all that match the filters.
with visible as materialized (
    -- Ids alone: all that match are counted, only a page of them is read.
    select d.id
    from demand d
    where ($1::uuid is null or d.applicant_id = $1)
      and ($3::uuid is null
           or d.state = 'open' and ($2::uuid is null or officer_covers($2, d.region_code))
           or exists (select from loan_order o where o.demand_id = d.id and o.institution_id = $3))
      and ($4::text is null or d.state = $4) and ($5::text is null or d.purpose = $5)
), page as (
    select id from visible where $6::uuid is null or id < $6 order by id desc limit $7
)
select d.id, d.number, d.state, d.amount, d.term_months, d.purpose, d.guarantee_mode,
       d.annual_rate_max, d.description, d.region_code, a.subject_type, d.max_institutions,
       d.slots_taken, d.parent_id, d.chosen_order_id, utc(d.viewed_at) as viewed_at,
       utc(d.processed_at) as processed_at, utc(d.created_at) as created_at,
       (select count(*) from visible) as total
from page
join demand d on d.id = page.id
join applicant a on a.id = d.applicant_id
order by d.id desc
