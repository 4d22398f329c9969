-- The orders that the caller may see: newest first, oldest first, or (those that have a deadline) by deadline.
-- Parameters: scope scope, sort text, state text?, is_over boolean?, due text?, officer_id uuid?, product_id uuid?,
-- demand_id uuid?, number text?, from_day date?, until_day date?, only text[]? (filters), after_time text?, after_id
-- uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`; `total` counts all that match the filters, up to 10000.
with visible as not materialized (
    -- Ids alone, out of an index: the first ten thousand that match are counted, only a page of them is read.
    select o.id, o.stage_due_at
    from loan_order o
    where in_scope(:scope_kind, :scope_id, o.applicant_id, o.officer_id, o.institution_id)
      and (:sort::text <> 'due' or o.stage_due_at is not null)
      and (:state::text is null or o.state = :state)
      and (:is_over::boolean is null or o.state = any (states_that_are_over(:is_over)))
      and (:due::text is null or (o.stage_due_at >= due_from(:due) and o.stage_due_at < due_until(:due)))
      and (:officer_id::uuid is null or o.officer_id = :officer_id)
      and (:product_id::uuid is null
           or o.product_version_id = any (array (select id from product_version where product_id = :product_id)))
      and (:demand_id::uuid is null or o.demand_id = :demand_id) and (:number::text is null or o.number = :number)
      and (:from_day::date is null
           or (o.id >= first_id_of(:from_day - 1)
               and o.submitted_at >= :from_day::timestamp at time zone 'Asia/Shanghai'))
      and (:until_day::date is null
           or (o.id < first_id_of(:until_day + 2)
               and o.submitted_at < (:until_day + 1)::timestamp at time zone 'Asia/Shanghai'))
      and (:only::text[] is null or o.id = any (:only::text[]::uuid[]))
), page as (
    (select id from visible
     where :sort = 'newest' and (:after_id::uuid is null or id < :after_id)
     order by id desc limit :rows_wanted)
    union all
    (select id from visible
     where :sort = 'oldest' and (:after_id is null or id > :after_id)
     order by id limit :rows_wanted)
    union all
    (select id from visible
     where :sort = 'due' and (:after_id is null or (stage_due_at, id) > (:after_time::text::timestamptz, :after_id))
     order by stage_due_at, id limit :rows_wanted)
), counted as (
    select count(*) as total from (select from visible limit 10000) as first
)
select o.id, o.number, o.state, o.product_version_id is not null as from_product, v.product_id,
       v.name as product_name, o.demand_id, o.institution_id, i.name as institution_name, o.amount,
       o.term_months, o.purpose, o.region_code, a.subject_type, utc(o.submitted_at) as submitted_at,
       utc(o.stage_due_at) as stage_due_at,
       utc(o.complete_due_at) as complete_due_at, o.due_is_provisional,
       case when o.state = 'first_review_passed' and o.stage_due_at is null then 'applicant'
            when o.ended_at is null then 'institution' end as waits_for,
       o.officer_id, f.name_cipher as officer_name_cipher,
       a.id as applicant_id, a.organisation_name, a.person_name_cipher, a.credit_code,
       r.outcome as decision, s.points as score, s.grade,
       (select total from counted) as total
from page
join loan_order o on o.id = page.id
join applicant a on a.id = o.applicant_id
join institution i on i.id = o.institution_id
left join officer f on f.id = o.officer_id
left join product_version v on v.id = o.product_version_id
left join lateral (
    -- The newest run, unless it may not be shown now.
    select outcome, score_id
    from (select outcome, score_id, consent_id from decision_run
          where order_id = o.id order by created_at desc, id desc limit 1) newest
    where showing('loan_review', o.id, newest.consent_id) = 'shown') r on true
left join score s on s.id = r.score_id
order by case when :sort = 'due' then o.stage_due_at end, case when :sort <> 'newest' then o.id end, o.id desc
