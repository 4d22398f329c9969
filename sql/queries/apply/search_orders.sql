-- Of the newest five thousand orders that the caller may see and that match the other filters, those of firms whose
-- name contains a text; sorted as a list of orders is. The name of a natural person is sealed and is not looked for.
-- Parameters: scope scope, sort text, name text, state text?, is_over boolean?, due text?, officer_id uuid?, product_id
-- uuid?, demand_id uuid?, from_day date?, until_day date?, after_time text?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`; `total` counts all that were found.
with near as (
    select o.id, o.applicant_id, o.stage_due_at
    from loan_order o
    where in_scope(:scope_kind, :scope_id, o.applicant_id, o.officer_id, o.institution_id)
      and (:sort::text <> 'due' or o.stage_due_at is not null)
      and (:state::text is null or o.state = :state)
      and (:is_over::boolean is null or o.state = any (states_that_are_over(:is_over)))
      and (:due::text is null or (o.stage_due_at >= due_from(:due) and o.stage_due_at < due_until(:due)))
      and (:officer_id::uuid is null or o.officer_id = :officer_id)
      and (:product_id::uuid is null
           or o.product_version_id = any (array (select id from product_version where product_id = :product_id)))
      and (:demand_id::uuid is null or o.demand_id = :demand_id)
      and (:from_day::date is null
           or (o.id >= first_id_of(:from_day - 1)
               and o.submitted_at >= :from_day::timestamp at time zone 'Asia/Shanghai'))
      and (:until_day::date is null
           or (o.id < first_id_of(:until_day + 2)
               and o.submitted_at < (:until_day + 1)::timestamp at time zone 'Asia/Shanghai'))
    order by o.id desc
    limit 5000
), found as materialized (
    select n.id, n.stage_due_at
    from near n
    join applicant a on a.id = n.applicant_id
    where position(lower(:name::text) in lower(a.organisation_name)) > 0
), page as (
    (select id, stage_due_at from found
     where :sort = 'newest' and (:after_id::uuid is null or id < :after_id)
     order by id desc limit :rows_wanted)
    union all
    (select id, stage_due_at from found
     where :sort = 'oldest' and (:after_id is null or id > :after_id)
     order by id limit :rows_wanted)
    union all
    (select id, stage_due_at from found
     where :sort = 'due' and (:after_id is null or (stage_due_at, id) > (:after_time::text::timestamptz, :after_id))
     order by stage_due_at, id limit :rows_wanted)
)
select id, utc(stage_due_at) as stage_due_at, (select count(*) from found) as total
from page
order by case when :sort = 'due' then stage_due_at end, case when :sort <> 'newest' then id end, id desc
