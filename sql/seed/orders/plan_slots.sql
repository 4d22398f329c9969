-- The orders that institutions make of the demands of a batch: one for each slot whose moment has come.
-- $1 the present, $2 number of the first order. Rows: none.
with slot as (
    select d.*, slot, d.minute + sum(draw(d.n, 20 + slot, 20, 400)) over (partition by d.n order by slot)
               as grab_minute
    from plan_demand d
    cross join lateral generate_series(1, d.wanted) as slot
), taken as (
    select s.*, office_moment(w.day, s.grab_minute) + make_interval(secs => draw(s.n, 23, 0, 59))
               as grabbed_at,
           i.id as institution_id
    from slot s
    join plan_workday w on w.ordinal = (s.grab_minute - 1) / 540 + 1
    join plan_institution i on i.is_bank = s.is_bank
         and i.place = (s.first_place + (slot - 1) * (1 + s.stride % greatest(1, (i.size - 1) / 2))) % i.size
), numbered as (
    select t.*, $2::bigint + row_number() over (order by t.n desc, t.slot) - 1 as order_n
    from taken t
    where t.grabbed_at < $1
)
insert into plan_order (n, id, place, demand_n, demand_id, slot, institution_id, financing_type, guarantee_mode,
    rate_min, rate_max, amount, term_months, purpose, region_code, submitted_at, grab_minute, ending, reach)
select t.order_n, id_of(t.grabbed_at, t.order_n, 1), t.place, t.n, t.id, t.slot, t.institution_id,
       case t.guarantee_mode when 'credit' then 'credit' else 'other' end, t.guarantee_mode, 0.033,
       t.annual_rate_max, t.amount, t.term_months, t.purpose, t.region_code, t.grabbed_at, t.grab_minute,
       e.ending, case e.ending when 'passed' then 2 when 'disbursed' then 4 when 'settled' then 4
                               when 'disbursement_refused' then 3 when 'credit_refused' then 2
                               when 'withdrawn' then 2 else 1 end
from numbered t
cross join lateral (select case
    when t.fate = 'refused' or (t.fate = 'pending' and t.created_at < $1::timestamptz - interval '15 days')
        then 'first_review_refused'
    when t.fate <> 'pending' and t.slot = 1 then t.fate
    when l.lot <= 65 then 'passed' when l.lot <= 85 then 'first_review_refused' else 'grabbed' end as ending
    from (select draw(t.n, 30 + t.slot, 1, 100) as lot) l) e
