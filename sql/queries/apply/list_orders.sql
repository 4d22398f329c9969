-- The orders that the caller may see, newest first.
-- Parameters: scope scope, state text?, product_id uuid?, demand_id uuid?, number text? (filters), after_id uuid?,
-- rows_wanted bigint.
-- Rows: 0 to `rows_wanted`; `total` counts all that match the filters, up to 10000.
with visible as not materialized (
    -- Ids alone, out of an index: the first ten thousand that match are counted, only a page of them is read.
    select o.id
    from loan_order o
    where in_scope(:scope_kind, :scope_id, o.applicant_id, o.officer_id, o.institution_id)
      and (:state::text is null or o.state = :state)
      and (:product_id::uuid is null
           or o.product_version_id = any (array (select id from product_version where product_id = :product_id)))
      and (:demand_id::uuid is null or o.demand_id = :demand_id) and (:number::text is null or o.number = :number)
), page as (
    select id from visible where :after_id::uuid is null or id < :after_id order by id desc limit :rows_wanted
), counted as (
    select count(*) as total from (select from visible limit 10000) as first
)
select o.id, o.number, o.state, o.product_version_id is not null as from_product, v.product_id,
       v.name as product_name, o.demand_id, o.institution_id, i.name as institution_name, o.amount,
       o.term_months, o.purpose, o.region_code, a.subject_type, utc(o.submitted_at) as submitted_at,
       utc(o.stage_due_at) as stage_due_at,
       utc(o.complete_due_at) as complete_due_at, o.due_is_provisional, o.officer_id is not null as grabbed,
       a.id as applicant_id, a.organisation_name, a.person_name_cipher, a.credit_code,
       r.outcome as decision, s.points as score, s.grade,
       (select total from counted) as total
from page
join loan_order o on o.id = page.id
join applicant a on a.id = o.applicant_id
join institution i on i.id = o.institution_id
left join product_version v on v.id = o.product_version_id
left join lateral (
    -- The newest run, unless it may not be shown now.
    select outcome, score_id
    from (select outcome, score_id, consent_id from decision_run
          where order_id = o.id order by created_at desc, id desc limit 1) newest
    where showing('loan_review', o.id, newest.consent_id) = 'shown') r on true
left join score s on s.id = r.score_id
order by o.id desc
