-- Sets the response times of an institution and how many open applications one applicant may have for one of its
-- products. Deadlines that were computed before stay as they are; a bound that is not given stays too.
-- Parameters: institution_id uuid, first_review_hours integer, credit_hours integer, disbursement_hours integer,
-- credit_working_days integer, other_working_days integer, open_max integer?, account_id uuid, request_id text.
-- Rows: none when the institution is unknown, else one.
with target as (
    select id, first_review_hours, credit_hours, disbursement_hours, open_applications_max,
           completion_working_days(id, 'credit') as credit_loan_days,
           completion_working_days(id, 'other') as other_loan_days
    from institution
    where id = :institution_id
    for no key update
), changed as (
    update institution i
    set first_review_hours = :first_review_hours, credit_hours = :credit_hours,
        disbursement_hours = :disbursement_hours,
        open_applications_max = coalesce(:open_max::integer, t.open_applications_max)
    from target t
    where i.id = t.id
    returning i.id, i.name, i.category_code, i.state, i.first_review_hours, i.credit_hours, i.disbursement_hours,
              i.open_applications_max, :credit_working_days::integer as credit_loan_days,
              :other_working_days::integer as other_loan_days
), days as (
    insert into institution_deadline (institution_id, financing_type, working_days)
    select c.id, d.financing_type, d.working_days
    from changed c
    cross join lateral (values ('credit', c.credit_loan_days), ('other', c.other_loan_days))
        as d (financing_type, working_days)
    on conflict (institution_id, financing_type) do update set working_days = excluded.working_days
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'operator', 'set_times', 'institution', c.id, :request_id, jsonb_build_object(
        'before', to_jsonb(t) - 'id', 'after', to_jsonb(c) - '{id,name,category_code,state}'::text[])
    from changed c
    join target t on t.id = c.id
)
select id, name, category_code, state, first_review_hours, credit_hours, disbursement_hours, credit_loan_days,
       other_loan_days, open_applications_max
from changed
