-- Sets the response times of an institution. Deadlines that were computed before stay as they are.
-- $1 institution id, $2 to $4 hours for first review, credit and disbursement, $5 and $6 working days for credit loans
-- and for others, $7 account id, $8 request id. Rows: none when the institution is unknown, else one.
with target as (
    select id, first_review_hours, credit_hours, disbursement_hours,
           completion_working_days(id, 'credit') as credit_loan_days,
           completion_working_days(id, 'other') as other_loan_days
    from institution
    where id = $1
    for no key update
), changed as (
    update institution i
    set first_review_hours = $2, credit_hours = $3, disbursement_hours = $4
    from target t
    where i.id = t.id
    returning i.id, i.name, i.category_code, i.state, i.first_review_hours, i.credit_hours, i.disbursement_hours,
              $5::integer as credit_loan_days, $6::integer as other_loan_days
), days as (
    insert into institution_deadline (institution_id, financing_type, working_days)
    select c.id, d.financing_type, d.working_days
    from changed c
    cross join lateral (values ('credit', c.credit_loan_days), ('other', c.other_loan_days))
        as d (financing_type, working_days)
    on conflict (institution_id, financing_type) do update set working_days = excluded.working_days
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $7, 'operator', 'set_times', 'institution', c.id, $8, jsonb_build_object(
        'before', to_jsonb(t) - 'id', 'after', to_jsonb(c) - '{id,name,category_code,state}'::text[])
    from changed c
    join target t on t.id = c.id
)
select id, name, category_code, state, first_review_hours, credit_hours, disbursement_hours, credit_loan_days,
       other_loan_days
from changed
