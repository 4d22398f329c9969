-- Computes anew what the platform has brought, when that is older than a minute: the last thirty days' money without
-- what was taken back, and how long a credit loan takes at most. Of several at once one computes, and none waits.
-- Parameters: none.
-- Rows: one; none when somebody else computes, or has just done so.
with due as (
    select id from achievement where computed_at < now() - interval '1 minute' for update skip locked
)
update achievement a
set (firms, disbursed_amount) = (
        select count(distinct o.applicant_id), coalesce(sum(o.disbursed_amount), 0)
        from order_event e
        join loan_order o on o.id = e.order_id
        where e.to_state = 'disbursed' and e.happened_at >= now() - interval '30 days' and e.reverses is null
          and not exists (select from order_event r where r.reverses = e.id)
    ),
    credit_loan_days = coalesce(
        (select max(completion_working_days(i.id, 'credit')) from institution i where i.state = 'active'), 0),
    computed_at = now()
from due
where a.id = due.id
returning a.firms, a.disbursed_amount, a.credit_loan_days
