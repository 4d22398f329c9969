-- The demands that the caller may see, newest first.
-- Parameters: scope scope (an applicant: the own ones; an institution: the open ones, for an officer those of its
-- regions, and those that the institution has taken), state text?, purpose text? (filters), after_id uuid?,
-- rows_wanted bigint.
-- Rows: 0 to `rows_wanted`; `total` counts all that match the filters.
with visible as materialized (
    -- Ids alone: all that match are counted, only a page of them is read.
    select d.id
    from demand d
    where case :scope_kind::text
          when 'applicant' then d.applicant_id = :scope_id
          when 'officer' then d.state = 'open' and officer_covers(:scope_id, d.region_code)
              or exists (select from loan_order o
                         where o.demand_id = d.id and o.institution_id = :scope_institution_id)
          when 'institution' then d.state = 'open'
              or exists (select from loan_order o
                         where o.demand_id = d.id and o.institution_id = :scope_institution_id)
          when 'all' then true
          else false
      end
      and (:state::text is null or d.state = :state) and (:purpose::text is null or d.purpose = :purpose)
), page as (
    select id from visible where :after_id::uuid is null or id < :after_id order by id desc limit :rows_wanted
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
