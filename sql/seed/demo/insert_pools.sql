-- Two compensation pools of the invented city: every third outstanding loan is covered, one in thirty-three was lost in part.
-- No parameters, no rows.
with pool as (
    insert into compensation_pool (id, name, fund_amount, share, leverage_max)
    values (gen_random_uuid(), '普惠小微贷款风险补偿资金池', 30000000, 0.4, 10),
           (gen_random_uuid(), '科技创新贷款风险补偿资金池', 20000000, 0.5, 8)
    returning id, share, fund_amount * leverage_max as room
), placed as (
    select *, row_number() over (order by share) as place from pool
), candidate as (
    select o.id, o.disbursed_amount, o.disbursed_at, o.paid_on, row_number() over (order by o.number) as turn
    from loan_order o
    where o.state = 'disbursed'
), chosen as (
    select c.*, p.id as pool_id, p.share, p.room, c.turn % 33 = 0 as is_lost,
           sum(c.disbursed_amount) over (partition by p.id order by c.turn) as covered
    from candidate c
    join placed p on p.place = c.turn / 3 % 2 + 1
    where c.turn % 3 = 0
), covered as (
    insert into compensation (order_id, pool_id, share, covered_at, ended_at, loss_amount, paid_amount, paid_on)
    select id, pool_id, share, disbursed_at, case when is_lost then now() end,
           case when is_lost then round(disbursed_amount / 5, 2) end,
           case when is_lost then round(round(disbursed_amount / 5, 2) * share, 2) end,
           case when is_lost then greatest(paid_on, shanghai_today() - 10) end
    from chosen
    where chosen.covered <= room
    returning order_id, pool_id, paid_amount, ended_at
)
select count(*) from covered;
update compensation_pool p
set covered_amount = c.covered, paid_amount = c.paid
from (
    select k.pool_id, coalesce(sum(o.disbursed_amount) filter (where k.ended_at is null), 0) as covered,
           coalesce(sum(k.paid_amount), 0) as paid
    from compensation k
    join loan_order o on o.id = k.order_id
    group by 1
) c
where p.id = c.pool_id;
insert into compensation_pool_member (pool_id, institution_id)
select distinct k.pool_id, o.institution_id
from compensation k
join loan_order o on o.id = k.order_id
