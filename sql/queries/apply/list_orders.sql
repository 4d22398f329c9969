-- The orders that the caller may see, newest first.
-- $1 applicant id, $2 officer id, $3 institution id: the caller's own, null for all (one of them, or none for
-- operator and regulator); $4 state, $5 product id, $6 demand id, $7 number: filters or null; $8 after this id or null,
-- $9 rows wanted. Rows: 0 to $9; `total` counts all that match the filters.
with visible as materialized (
    -- Ids alone: all that match are counted, only a page of them is read.
    select o.id
    from loan_order o
    where ($1::uuid is null or o.applicant_id = $1) and ($2::uuid is null or o.officer_id = $2)
      and ($3::uuid is null or o.institution_id = $3) and ($4::text is null or o.state = $4)
      and ($5::uuid is null or o.product_version_id in (select id from product_version where product_id = $5))
      and ($6::uuid is null or o.demand_id = $6) and ($7::text is null or o.number = $7)
), page as (
    select id from visible where $8::uuid is null or id < $8 order by id desc limit $9
)
select o.id, o.number, o.state, o.product_version_id is not null as from_product, v.product_id,
       v.name as product_name, o.demand_id, o.institution_id, i.name as institution_name, o.amount,
       o.term_months, o.purpose, o.region_code, a.subject_type, utc(o.submitted_at) as submitted_at,
       utc(o.stage_due_at) as stage_due_at,
       utc(o.complete_due_at) as complete_due_at, o.due_is_provisional, o.officer_id is not null as grabbed,
       a.id as applicant_id, a.organisation_name, a.person_name_cipher, a.credit_code,
       r.outcome as decision, s.points as score, s.grade,
       (select count(*) from visible) as total
from page
join loan_order o on o.id = page.id
join applicant a on a.id = o.applicant_id
join institution i on i.id = o.institution_id
left join product_version v on v.id = o.product_version_id
left join lateral (
    select outcome, score_id from decision_run
    where order_id = o.id order by created_at desc, id desc limit 1) r on true
left join score s on s.id = r.score_id
order by o.id desc
