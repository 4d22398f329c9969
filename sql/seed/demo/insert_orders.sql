-- Inserts demo orders in their first state, with the deadlines that the functions would have set.
-- $1 jsonb: an array of loan_order rows. No rows are returned.
with submitted as materialized (
    select r.*, nextval('order_number') as running_number
    from (select * from jsonb_populate_recordset(null::loan_order, $1) order by submitted_at, id) r
), timed as (
    select s.*,
           working_hours_later(
               s.submitted_at,
               case s.state when 'submitted' then i.grab_hours else i.first_review_hours end
           ) as stage_due,
           working_deadline(
               s.submitted_at, completion_working_days(s.institution_id, s.financing_type)
           ) as complete_due
    from submitted s
    join institution i on i.id = s.institution_id
)
insert into loan_order (
    id, number, applicant_id, institution_id, product_version_id, demand_id, amount, term_months,
    purpose, financing_type, contact_name_cipher, contact_phone_cipher, contact_phone_index,
    region_code, state, officer_id, submitted_at, grabbed_at, stage_due_at, complete_due_at,
    due_is_provisional)
select id,
       'RT' || to_char(submitted_at at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
           || lpad((running_number % 1000000)::text, 6, '0'),
       applicant_id, institution_id, product_version_id, demand_id, amount, term_months,
       purpose, financing_type, contact_name_cipher, contact_phone_cipher, contact_phone_index,
       region_code, state, officer_id, submitted_at, grabbed_at, stage_due, complete_due,
       is_provisional(complete_due)
from timed
