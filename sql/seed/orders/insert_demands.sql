-- Posts the demands of a batch, numbered behind those that are there.
-- No parameters, no rows.
with numbered as (
    select d.*, count(o.n)::integer as taken, min(o.submitted_at) as processed_at,
           nextval('demand_number') as running_number
    from (select * from plan_demand order by created_at, n) d
    left join plan_order o on o.demand_n = d.n
    group by d.n, d.id, d.place, d.created_at, d.fate, d.wanted, d.amount, d.term_months, d.purpose, d.guarantee_mode,
             d.annual_rate_max, d.region_code, d.description, d.is_bank, d.first_place, d.stride, d.minute
)
insert into demand (id, number, applicant_id, amount, term_months, purpose, guarantee_mode, annual_rate_max,
    description, contact_name_cipher, contact_phone_cipher, contact_phone_index, region_code, state, slots_taken,
    viewed_at, processed_at, created_at)
select d.id, 'XQ' || to_char(d.created_at at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
           || lpad((d.running_number % 1000000)::text, 6, '0'),
       a.id, d.amount, d.term_months, d.purpose, d.guarantee_mode, d.annual_rate_max, d.description, s.name_cipher,
       s.phone_cipher, s.phone_index, d.region_code, 'open', d.taken, d.processed_at - interval '8 minutes',
       d.processed_at, d.created_at
from numbered d
join plan_applicant a on a.place = d.place
join sealed_contact s on s.id = d.id
order by d.created_at, d.n
