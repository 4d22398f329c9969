-- Takes the orders of a batch through their steps until the present, in hours when offices are open. An applicant
-- chooses among the orders of a demand once all of them are reviewed; whoever is not chosen leaves.
-- $1 the present. Rows: none.
with begun as (
    select o.*, o.grab_minute + greatest(1, draw(n, 40, 45, 520) * slow.times[1] / hurry) as review_minute,
           greatest(1, draw(n, 41, 200, 1050) * slow.times[2] / hurry) as credit_minutes,
           greatest(1, draw(n, 42, 150, 1000) * slow.times[3] / hurry) as disbursement_minutes,
           draw(n, 43, 60, 600) as leaving_minutes
    from plan_order o
    cross join lateral (select case o.financing_type when 'credit' then 3 else 1 end as hurry) h
    cross join lateral (select array (
        select case when chance(o.n, 44 + i) < 0.08 then 3 else 1 end from generate_series(1, 3) as i) as times) slow
), chosen as (
    select demand_n, max(case when ending = 'grabbed' then grab_minute else review_minute end)
                         + draw(demand_n, 50, 60, 600) as choice_minute
    from begun
    where demand_n is not null
    group by demand_n
    having bool_or(slot = 1 and ending not in ('passed', 'grabbed', 'first_review_refused'))
), minuted as (
    select b.*, c.choice_minute, coalesce(c.choice_minute, b.review_minute) + b.credit_minutes as credit_minute,
           coalesce(c.choice_minute, b.review_minute) + b.credit_minutes + b.disbursement_minutes
               as disbursement_minute,
           case when b.slot > 1 and b.ending in ('passed', 'grabbed') then c.choice_minute
                when b.ending = 'withdrawn' then b.leaving_minutes + case
                    when b.demand_n is not null then c.choice_minute
                    when b.reach = 0 then b.grab_minute
                    when b.reach = 1 then b.grab_minute else b.review_minute end end as leaving_minute
    from begun b
    left join chosen c on c.demand_n = b.demand_n
), timed as (
    select m.*,
           case when reach >= 1 and g.at < $1::timestamptz then g.at end as t_grabbed,
           case when (reach >= 2 or ending = 'first_review_refused') and r.at < $1 then r.at end as t_reviewed,
           case when (reach >= 3 or ending = 'credit_refused') and c.at < $1 then c.at end as t_credited,
           case when (reach >= 4 or ending = 'disbursement_refused') and d.at < $1 then d.at end as t_disbursed,
           case when l.at < $1 then l.at end as t_left,
           case when m.slot = 1 and x.at < $1 then x.at end as t_chosen
    from minuted m
    join plan_workday gd on gd.ordinal = (grab_minute - 1) / 540 + 1
    join plan_workday rd on rd.ordinal = (review_minute - 1) / 540 + 1
    join plan_workday cd on cd.ordinal = (credit_minute - 1) / 540 + 1
    join plan_workday dd on dd.ordinal = (disbursement_minute - 1) / 540 + 1
    left join plan_workday ld on ld.ordinal = (leaving_minute - 1) / 540 + 1
    left join plan_workday xd on xd.ordinal = (choice_minute - 1) / 540 + 1
    cross join lateral (select case when m.demand_n is not null then m.submitted_at
        else office_moment(gd.day, grab_minute) + make_interval(secs => draw(n, 51, 0, 59)) end as at) g
    cross join lateral (select office_moment(rd.day, review_minute)
        + make_interval(secs => draw(n, 52, 0, 59)) as at) r
    cross join lateral (select office_moment(cd.day, credit_minute)
        + make_interval(secs => draw(n, 53, 0, 59)) as at) c
    cross join lateral (select office_moment(dd.day, disbursement_minute)
        + make_interval(secs => draw(n, 54, 0, 59)) as at) d
    cross join lateral (select office_moment(ld.day, leaving_minute) + interval '60 seconds' as at) l
    cross join lateral (select office_moment(xd.day, choice_minute) + interval '60 seconds' as at) x
), settled as (
    select t.*, case when ending = 'settled' and s.at < $1 then s.at end as t_settled,
           coalesce(case when ending = 'settled' and s.at < $1 then 'settled' end,
               case when t_disbursed is not null then case ending when 'disbursement_refused' then ending
                                                                  else 'disbursed' end end,
               case when t_left is not null then case ending when 'withdrawn' then ending else 'not_chosen' end end,
               case when t_credited is not null then case ending when 'credit_refused' then ending
                                                                 else 'credit_granted' end end,
               case when t_reviewed is not null then case ending when 'first_review_refused' then ending
                                                                 else 'first_review_passed' end end,
               case when t_grabbed is not null then 'grabbed' end, 'submitted') as state
    from timed t
    cross join lateral (select t_disbursed + make_interval(days => draw(n, 55, 30, 240)) as at) s
), numbered as (
    select s.*, d.ordinal, (submitted_at at time zone 'Asia/Shanghai')::date as day,
           row_number() over (partition by d.day order by submitted_at, n) as turn
    from settled s
    join plan_day d on d.day = (submitted_at at time zone 'Asia/Shanghai')::date
)
insert into plan_course
select n.n, n.id, 'RT' || to_char(n.day, 'YYYYMMDD') || '-' || lpad((coalesce(u.used, 0) + n.turn)::text, 6, '0'),
       a.id, a.account_id, n.demand_n, n.demand_id, n.slot, n.product_version_id, n.institution_id, i.name,
       t.officers[who.place], t.accounts[who.place], n.state, n.submitted_at, n.t_grabbed, n.t_reviewed,
       case n.ending when 'first_review_refused' then n.ending else 'first_review_passed' end, n.t_credited,
       case n.ending when 'credit_refused' then n.ending else 'credit_granted' end, n.t_disbursed,
       case n.ending when 'disbursement_refused' then n.ending else 'disbursed' end, n.t_left,
       case n.ending when 'withdrawn' then n.ending else 'not_chosen' end, n.t_settled,
       case when n.state in ('disbursed', 'settled', 'disbursement_refused') then n.t_disbursed
            when n.state in ('withdrawn', 'not_chosen') then n.t_left
            when n.state = 'credit_refused' then n.t_credited
            when n.state = 'first_review_refused' then n.t_reviewed end,
       n.t_chosen, n.amount, n.term_months, n.purpose, n.financing_type, n.guarantee_mode, n.region_code,
       case when n.demand_n is not null and n.t_reviewed is not null and n.ending <> 'first_review_refused'
           then granted.amount end,
       case when n.t_credited is not null and n.ending <> 'credit_refused' then granted.amount end,
       round(n.rate_min + (n.rate_max - n.rate_min) * chance(n.n, 56)::numeric, 4),
       case n.guarantee_mode when 'guarantee' then g.institution_id end,
       (array [0.70, 0.80, 0.80, 1.00])[draw(n.n, 57, 1, 4)],
       case when n.t_disbursed is not null and n.ending <> 'disbursement_refused'
           then granted.amount * (array [1.0, 1.0, 1.0, 0.8])[draw(n.n, 58, 1, 4)] end,
       (w.day + 1)::timestamp at time zone 'Asia/Shanghai',
       not coalesce((select published from calendar_year y where y.year = extract(year from w.day)), false),
       case n.state when 'submitted' then working_hours_later(n.submitted_at, i.grab_hours)
                    when 'grabbed' then working_hours_later(n.t_grabbed, i.first_review_hours)
                    when 'first_review_passed' then case when n.demand_n is null or n.t_chosen is not null
                        then working_hours_later(coalesce(n.t_chosen, n.t_reviewed), i.credit_hours) end
                    when 'credit_granted' then working_hours_later(n.t_credited, i.disbursement_hours) end,
       p.subject_type, n.submitted_at + make_interval(secs => 1 + 3 * chance(n.n, 59)),
       chance(coalesce(n.demand_n, n.n), 60) < 0.94
from numbered n
join plan_applicant a on a.place = n.place
join plan_profile p on p.place = a.profile
join plan_institution i on i.id = n.institution_id
join plan_team t on t.institution_id = n.institution_id and t.region_code = n.region_code
join plan_workday w
    on w.ordinal = n.ordinal + case n.financing_type when 'credit' then i.credit_days else i.other_days end
join plan_guarantor g on g.place = draw(n.n, 61, 0, g.size - 1)
cross join lateral (select draw(n.n, 62, 1, t.size) as place) who
cross join lateral (select greatest(10000, round(n.amount * (array [1.0, 1.0, 1.0, 0.9, 0.8])
    [draw(n.n, 63, 1, 5)], -4)) as amount) granted
left join plan_number u on u.day = n.day
