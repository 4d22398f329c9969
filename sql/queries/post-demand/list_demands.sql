-- The demands that the caller may see, newest first.
-- Parameters: scope scope (an applicant: the own ones; an institution: the open ones, for an officer those of its
-- regions, and those that the institution has taken), state text?, purpose text? (filters), after_id uuid?,
-- rows_wanted bigint.
-- Rows: 0 to `rows_wanted`; `total` counts all that match the filters, up to 10000. The applicant's own words are null
-- for whoever has not taken the demand, the choice is null for an institution that it did not fall on.
with regions as materialized (
    -- Null where an officer has none of its own and so serves the whole city.
    select array_agg(region_code) as codes from officer_region
    where :scope_kind::text = 'officer' and officer_id = :scope_id
), own as not materialized (
    select d.id
    from demand d
    where :scope_kind = 'applicant' and d.applicant_id = :scope_id
      and (:state::text is null or d.state = :state) and (:purpose::text is null or d.purpose = :purpose)
), every as not materialized (
    select d.id
    from demand d
    where :scope_kind = 'all' and (:state is null or d.state = :state) and (:purpose is null or d.purpose = :purpose)
), offered as not materialized (
    select d.id
    from demand d, regions r
    where :scope_kind in ('officer', 'institution') and d.state = 'open'
      and (r.codes is null or d.region_code = any (r.codes))
      and (:state is null or :state = 'open') and (:purpose is null or d.purpose = :purpose)
), taken as not materialized (
    select o.demand_id as id
    from loan_order o
    join demand d on d.id = o.demand_id
    cross join regions r
    where :scope_kind in ('officer', 'institution') and o.institution_id = :scope_institution_id
      and o.demand_id is not null
      and not (d.state = 'open' and coalesce(d.region_code = any (r.codes), r.codes is null))
      and (:state is null or d.state = :state) and (:purpose is null or d.purpose = :purpose)
), page as (
    -- Ids alone, each part out of an index: a page of them is read, the first ten thousand are counted.
    (select id from own where :after_id::uuid is null or id < :after_id order by id desc limit :rows_wanted)
    union all
    (select id from every where :after_id is null or id < :after_id order by id desc limit :rows_wanted)
    union all
    (select id from offered where :after_id is null or id < :after_id order by id desc limit :rows_wanted)
    union all
    (select id from taken where :after_id is null or id < :after_id order by id desc limit :rows_wanted)
    order by id desc
    limit :rows_wanted
), counted as (
    select count(*) as total
    from (select from own union all select from every union all select from offered union all select from taken
          limit 10000) as first
)
select d.id, d.number, d.state, d.amount, d.term_months, d.purpose, d.guarantee_mode,
       d.annual_rate_max, case when :scope_kind = 'applicant' or o.id is not null then d.description end as description,
       d.region_code, a.subject_type, d.max_institutions, d.slots_taken, d.parent_id,
       case when :scope_kind = 'applicant' or o.id is not null then d.project_number end as project_number,
       case when :scope_kind = 'applicant' or o.id is not null then d.project_name end as project_name,
       case when :scope_kind = 'applicant' then (
           select count(*) from loan_order w
           where w.demand_id = d.id and w.state = 'first_review_passed' and w.stage_due_at is null
             and w.precredit_expires_at > now()) end as offers_waiting,
       case when :scope_kind in ('applicant', 'all') or o.id = d.chosen_order_id then d.chosen_order_id end
           as chosen_order_id, utc(d.viewed_at) as viewed_at,
       utc(d.processed_at) as processed_at, utc(d.created_at) as created_at,
       (select total from counted) as total
from page
join demand d on d.id = page.id
join applicant a on a.id = d.applicant_id
left join loan_order o on o.demand_id = d.id and o.institution_id = :scope_institution_id
order by d.id desc
