-- The order that comes of a demand's slot, said once: it begins as grabbed, with the deadlines of its institution and
-- the project of the demand. Whoever calls this has taken the slot in the same statement.
create or replace function take_slot(new_id uuid, of_demand uuid, by_institution uuid, by_officer uuid)
returns setof loan_order language sql volatile as $$
    insert into loan_order (id, applicant_id, institution_id, demand_id, amount, term_months, purpose,
        financing_type, region_code, state, officer_id, grabbed_at, stage_due_at,
        complete_due_at, due_is_provisional, project_number, project_name, project_key)
    select new_id, d.applicant_id, i.id, d.id, d.amount, d.term_months, d.purpose,
           f.financing_type, d.region_code, 'grabbed', by_officer, now(),
           working_hours_later(now(), i.first_review_hours), due.at, is_provisional(due.at),
           d.project_number, d.project_name, d.project_key
    from demand d
    join institution i on i.id = by_institution
    cross join lateral (
        select coalesce((select financing_type from guarantee_mode where code = d.guarantee_mode), 'other')
            as financing_type
    ) f
    cross join lateral (
        select working_deadline(now(), completion_working_days(i.id, f.financing_type)) as at
    ) due
    where d.id = of_demand
    returning *
$$;
