-- The figures of the market, or of one institution; days are those of Shanghai, thirty of them with today.
-- Parameters: scope scope.
-- Rows: one, its columns JSON arrays.
with today as (
    select (now() at time zone 'Asia/Shanghai')::date as day
), span as (
    select (day - back)::date as day from today, generate_series(0, 29) as back
), orders as (
    select o.id, o.institution_id, o.officer_id, o.state, o.amount, o.purpose, o.region_code, o.disbursed_amount,
           o.submitted_at, s.section
    from loan_order o
    join applicant a on a.id = o.applicant_id
    left join industry s on s.code = a.industry_code
    where in_scope(:scope_kind, :scope_id, null, null, o.institution_id)
), applied as (
    select (submitted_at at time zone 'Asia/Shanghai')::date as day, count(*) as count, sum(amount) as amount
    from orders
    where submitted_at >= ((select min(day) from span)::timestamp at time zone 'Asia/Shanghai')
    group by 1
), steps as (
    select (e.happened_at at time zone 'Asia/Shanghai')::date as day, e.to_state, count(*) as count,
           sum(case e.to_state when 'credit_granted' then o.credit_amount else o.disbursed_amount end) as amount
    from order_event e
    join loan_order o on o.id = e.order_id
    where e.to_state in ('credit_granted', 'disbursed') and e.reverses is null
      and not exists (select from order_event r where r.reverses = e.id)
      and e.happened_at >= ((select min(day) from span)::timestamp at time zone 'Asia/Shanghai')
      and in_scope(:scope_kind, :scope_id, null, null, o.institution_id)
    group by 1, 2
), days as (
    select s.day, coalesce(a.count, 0) as applications, coalesce(a.amount, 0)::numeric(18, 2)::text as applied_amount,
           coalesce(c.count, 0) as credits, coalesce(c.amount, 0)::numeric(18, 2)::text as credited_amount,
           coalesce(d.count, 0) as disbursements, coalesce(d.amount, 0)::numeric(18, 2)::text as disbursed_amount
    from span s
    left join applied a on a.day = s.day
    left join steps c on c.day = s.day and c.to_state = 'credit_granted'
    left join steps d on d.day = s.day and d.to_state = 'disbursed'
), reviews as (
    select o.institution_id, count(*) filter (where e.to_state = 'first_review_passed') as passed, count(*) as reviewed
    from order_event e
    join orders o on o.id = e.order_id
    where e.to_state in ('first_review_passed', 'first_review_refused') and e.reverses is null
      and not exists (select from order_event r where r.reverses = e.id)
    group by 1
), ranked as (
    select o.institution_id as id, count(*) as orders, count(*) filter (where o.officer_id is not null) as handled,
           count(*) filter (where o.state in ('disbursed', 'settled')) as disbursed,
           coalesce(sum(o.disbursed_amount), 0)::numeric(18, 2) as disbursed_amount
    from orders o
    group by 1
), institutions as (
    select rank() over (order by r.disbursed_amount desc) as rank, r.id, i.name, r.orders, r.handled, r.disbursed,
           r.disbursed_amount::text as disbursed_amount,
           round(v.passed::numeric / nullif(v.reviewed, 0), 4)::text as first_review_pass_rate
    from ranked r
    join institution i on i.id = r.id
    left join reviews v on v.institution_id = r.id
), by_state as (
    select state, count(*) as count from orders group by 1
), by_purpose as (
    select purpose as code, count(*) as count, sum(amount)::text as amount from orders group by 1
), by_section as (
    select section, count(*) as applied, count(*) filter (where state in ('disbursed', 'settled')) as disbursed,
           count(*) filter (where state in ('first_review_refused', 'credit_refused', 'disbursement_refused'))
               as refused
    from orders group by 1
), districts as (
    select code from region where parent_code is not null
    union all
    select null
), by_district as (
    select d.code, count(o.id) as count, coalesce(sum(o.amount), 0)::numeric(18, 2)::text as amount
    from districts d
    left join orders o on o.region_code is not distinct from d.code
    group by 1
)
select (select jsonb_agg(d order by d.day) from days d) as days,
       coalesce((select jsonb_agg(s) from by_state s), '[]') as stages,
       coalesce((select jsonb_agg(p order by p.count desc, p.code) from by_purpose p), '[]') as purposes,
       coalesce((select jsonb_agg(s order by s.section) from by_section s), '[]') as industries,
       (select jsonb_agg(d order by d.code) from by_district d) as regions,
       coalesce((select jsonb_agg(i order by i.rank, i.id) from institutions i), '[]') as institutions
