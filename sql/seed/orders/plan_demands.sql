-- The demands of a batch and the slots that institutions take, as far as time allows.
-- $1 how many, $2 how many were made before, $3 and $4 the stretch of the whole time that they fill (0 to 1),
-- $5 first day, $6 the present, $7 how many applicants. Rows: none.
with drawn as (
    select i, -1 - (i + $2::bigint) as n,
           (sqrt(1 + 8 * ($3::float8 + ($4::float8 - $3) * (i + chance(-1 - (i + $2::bigint), 1)) / $1)) - 1) / 2
               as progress
    from generate_series(0, $1::integer - 1) as i
), dated as (
    select r.*, case when not d.is_working and chance(r.n, 2) < 0.8 then d.opens_on else d.day end as day
    from drawn r
    cross join lateral (select $5::timestamptz + (end_of_day($6::timestamptz) - $5) * progress as at) t
    join plan_day d on d.day = (t.at at time zone 'Asia/Shanghai')::date
), posted as (
    select n, progress, case when moment < $6 - interval '2 minutes' then moment
                   else $6 - make_interval(mins => draw(n, 3, 2, 300)) end as created_at
    from dated
    cross join lateral (
        select (day + make_interval(mins => case when chance(n, 4) < 0.8 then draw(n, 5, 480, 1079)
                                                 else draw(n, 5, 1080, 1320) end))
                   at time zone 'Asia/Shanghai' as moment
    ) m
)
insert into plan_demand (n, id, place, created_at, fate, wanted, amount, term_months, purpose, guarantee_mode,
    annual_rate_max, region_code, description, is_bank, first_place, stride, minute)
select p.n, id_of(p.created_at, p.n, 1), a.place, p.created_at, f.fate,
       case f.fate when 'quiet' then 0 when 'pending' then draw(p.n, 7, 1, 2) when 'refused' then 3
                   else (array [1, 2, 2, 3, 3])[draw(p.n, 7, 1, 5)] end,
       greatest(50000, round((50000 * power(case m.mode when 'credit' then 40 else 160 end, chance(p.n, 8)))
           ::numeric, -4)),
       (array [6, 12, 12, 12, 18, 24, 36, 36, 48, 60])[draw(p.n, 9, 1, 10)], u.code, m.mode,
       (draw(p.n, 10, 80, 120) * 5)::numeric / 10000, r.region_code,
       t.texts[draw(p.n, 11, 1, cardinality(t.texts))], chance(p.n, 12) < 0.7,
       draw(p.n, 13, 0, 1000000), draw(p.n, 14, 0, 1000000),
       office_minute(d.day, d.ordinal, d.is_working, p.created_at)
from posted p
join plan_day d on d.day = (p.created_at at time zone 'Asia/Shanghai')::date
join plan_applicant a
    on a.place = floor(power(chance(p.n, 6), 1.3) * $7::integer * (0.4 + 0.57 * p.progress))::integer
join plan_profile r on r.place = a.profile
cross join lateral (select (array ['credit', 'credit', 'credit', 'mortgage', 'mortgage', 'mortgage', 'guarantee',
    'guarantee', 'pledge', 'combined'])[draw(p.n, 15, 1, 10)] as mode) m
cross join lateral (select draw(p.n, 16, 1, 100) as lot) l
cross join lateral (select case
    when l.lot <= 12 then 'quiet' when l.lot <= 24 then 'pending' when l.lot <= 34 then 'refused'
    when l.lot <= 74 then 'disbursed' when l.lot <= 82 then 'settled' when l.lot <= 91 then 'credit_refused'
    when l.lot <= 95 then 'disbursement_refused' else 'withdrawn' end as fate) f
join plan_purpose u on u.place = draw(p.n, 17, 0, u.size - 1)
join plan_remark t on t.kind = 'description'
