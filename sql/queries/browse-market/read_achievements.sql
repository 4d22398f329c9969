-- What the platform has brought, for everybody: the last thirty days' money, and how long a credit loan takes at most.
-- Parameters: none.
-- Rows: one.
with paid as (
    select o.applicant_id, o.disbursed_amount
    from order_event e
    join loan_order o on o.id = e.order_id
    where e.to_state = 'disbursed' and e.happened_at >= now() - interval '30 days'
)
select (select count(distinct applicant_id) from paid) as firms,
       (select coalesce(sum(disbursed_amount), 0)::numeric(18, 2) from paid) as disbursed_amount,
       coalesce((select max(completion_working_days(id, 'credit')) from institution where state = 'active'), 0)
           as credit_loan_days
