-- The product orders of a batch, each at a moment when its product was on the shelf for its applicant.
-- $1 how many, $2 number of the first, $3 and $4 the stretch of the whole time that they fill (0 to 1), $5 first day,
-- $6 the present, $7 how many applicants. Rows: none.
with drawn as (
    select n, (sqrt(1 + 8 * ($3::float8 + ($4::float8 - $3) * (n - $2::bigint + chance(n, 1)) / $1)) - 1) / 2
               as progress
    from generate_series($2::bigint, $2::bigint + $1::integer - 1) as n
), dated as (
    select r.*, case when not d.is_working and chance(r.n, 2) < 0.8 then d.opens_on else d.day end as day
    from drawn r
    cross join lateral (select $5::timestamptz + (end_of_day($6::timestamptz) - $5) * progress as at) t
    join plan_day d on d.day = (t.at at time zone 'Asia/Shanghai')::date
), arrived as (
    select n, progress, case when moment < $6 - interval '2 minutes' then moment
                   else $6 - make_interval(mins => draw(n, 3, 2, 300)) end as submitted_at
    from dated
    cross join lateral (
        select (day + make_interval(mins => case when chance(n, 4) < 0.8 then draw(n, 5, 480, 1079)
                                                 else draw(n, 5, 1080, 1320) end,
                                    secs => draw(n, 18, 0, 59)))
                   at time zone 'Asia/Shanghai' as moment
    ) m
), placed as (
    select r.n, r.submitted_at, a.place, p.region_code, p.section,
           o.shelves[1 + floor(chance(r.n, 19) * o.size)::integer] as shelf,
           office_minute(d.day, d.ordinal, d.is_working, r.submitted_at) as minute
    from arrived r
    join plan_day d on d.day = (r.submitted_at at time zone 'Asia/Shanghai')::date
    join plan_applicant a
        on a.place = floor(power(chance(r.n, 6), 1.3) * $7::integer * (0.4 + 0.57 * r.progress))::integer
    join plan_profile p on p.place = a.profile
    join plan_offer o on o.kind = p.kind and o.month = date_trunc('month', d.day)::date
)
insert into plan_order (n, id, place, product_version_id, institution_id, financing_type, guarantee_mode, rate_min,
    rate_max, amount, term_months, purpose, region_code, submitted_at, grab_minute, ending, reach)
select r.n, id_of(r.submitted_at, r.n, 1), r.place, s.product_version_id, s.institution_id, s.financing_type,
       s.guarantee_mode, s.annual_rate_min, s.annual_rate_max,
       least(s.amount_max, greatest(s.amount_min, round(s.amount_min * power(s.amount_max / s.amount_min,
           chance(r.n, 8)::numeric), -4))),
       least(s.term_months_max, greatest(s.term_months_min,
           (array [6, 12, 12, 12, 18, 24, 36, 36, 48, 60])[draw(r.n, 9, 1, 10)])),
       case when r.section = 'A' and chance(r.n, 10) < 0.55 then 'agriculture'
            when r.section = 'F' and chance(r.n, 10) < 0.55 then 'trade' else u.code end,
       r.region_code, r.submitted_at,
       r.minute + greatest(1, draw(r.n, 11, 15, 480) * case when chance(r.n, 12) < 0.08 then 3 else 1
           end / case s.financing_type when 'credit' then 3 else 1 end),
       e.ending, case e.ending when 'disbursed' then 4 when 'settled' then 4 when 'disbursement_refused' then 3
                               when 'credit_refused' then 2 when 'first_review_refused' then 1 when 'passed' then 2
                               when 'granted' then 3 when 'grabbed' then 1 else draw(r.n, 13, 0, 2) end
from placed r
join plan_shelf s on s.place = r.shelf
cross join lateral (select case
    when r.submitted_at > $6 - interval '15 days' and chance(r.n, 14) < 0.04
        then (array ['grabbed', 'passed', 'granted'])[draw(r.n, 15, 1, 3)]
    when l.lot <= 42 then 'disbursed' when l.lot <= 59 then 'settled' when l.lot <= 75 then 'first_review_refused'
    when l.lot <= 86 then 'credit_refused' when l.lot <= 90 then 'disbursement_refused' else 'withdrawn' end as ending
    from (select draw(r.n, 16, 1, 100) as lot) l) e
join plan_purpose u on u.place = draw(r.n, 17, 0, u.size - 1)
