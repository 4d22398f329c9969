-- Inserts demo demands, numbered in the order of their posting.
-- $1 jsonb: an array of demand rows. No rows are returned.
with posted as materialized (
    select r.*, nextval('demand_number') as running_number
    from (select * from jsonb_populate_recordset(null::demand, $1) order by created_at, id) r
)
insert into demand (
    id, number, applicant_id, amount, term_months, purpose, guarantee_mode, annual_rate_max,
    description, contact_name_cipher, contact_phone_cipher, contact_phone_index, region_code, state,
    max_institutions, slots_taken, parent_id, viewed_at, processed_at, created_at)
select id,
       'XQ' || to_char(created_at at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
           || lpad((running_number % 1000000)::text, 6, '0'),
       applicant_id, amount, term_months, purpose, guarantee_mode, annual_rate_max,
       description, contact_name_cipher, contact_phone_cipher, contact_phone_index, region_code,
       state, max_institutions, slots_taken, parent_id, viewed_at, processed_at, created_at
from posted
