-- One demand that the caller may see. The first view of an institution is noted for the applicant (U-18).
-- Parameters: scope scope (as in list_demands), demand_id uuid.
-- Rows: none when it is not there for the caller, else one; the applicant's own words are null for whoever has not
-- taken the demand, the choice is null for an institution that it did not fall on.
with target as (
    select d.*
    from demand d
    where d.id = :demand_id and case :scope_kind::text
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
), looked as (
    insert into demand_view (demand_id, institution_id)
    select id, :scope_institution_id from target where :scope_institution_id::uuid is not null
    on conflict do nothing
    returning institution_id, viewed_at
), noted as (
    update demand d
    set viewed_at = now()
    from target t
    where d.id = t.id and :scope_institution_id::uuid is not null and d.viewed_at is null
    returning d.id
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
           as chosen_order_id,
       utc(case when n.id is not null then now() else d.viewed_at end) as viewed_at,
       utc(d.processed_at) as processed_at, utc(d.created_at) as created_at,
       d.contact_name_cipher, d.contact_phone_cipher,
       -- The look that this statement notes is seen by itself alone.
       (select jsonb_agg(jsonb_build_object('institution_name', i.name, 'viewed_at', v.viewed_at)
                         order by v.viewed_at)
        from (select institution_id, viewed_at from demand_view where demand_id = d.id
              union all select institution_id, viewed_at from looked) v
        join institution i on i.id = v.institution_id
        where :scope_institution_id::uuid is null or v.institution_id = :scope_institution_id) as views,
       (select jsonb_agg(jsonb_build_object(
                   'id', o.id, 'number', o.number, 'state', o.state, 'institution_id', o.institution_id,
                   'institution_name', i.name, 'service_phone', i.service_phone,
                   'precredit_amount', o.precredit_amount::text,
                   'annual_rate', o.precredit_annual_rate::text, 'months_offered', o.precredit_term_months,
                   'conditions', o.precredit_conditions, 'expires_at', o.precredit_expires_at,
                   'grabbed_at', o.grabbed_at,
                   'first_reviewed_at', o.first_reviewed_at) order by o.id)
        from loan_order o join institution i on i.id = o.institution_id
        where o.demand_id = d.id
          and (:scope_institution_id::uuid is null or o.institution_id = :scope_institution_id)) as orders
from target d
join applicant a on a.id = d.applicant_id
left join noted n on n.id = d.id
left join loan_order o on o.demand_id = d.id and o.institution_id = :scope_institution_id
