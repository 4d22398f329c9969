-- The outstanding loans that were not checked for a day, the longest first; what is known of their borrowers
-- now, and what was known at disbursement: the last run of the rules before, else the first one after.
-- Parameters: loans_max bigint, score_version text, request_id text.
-- Rows: at most `loans_max`; `facts` is null without a live consent.
with due as materialized (
    select o.*
    from loan_order o
    where o.state = 'disbursed' and (o.checked_at is null or o.checked_at < now() - interval '1 day')
      and not exists (select from job_retry r where r.job = 'warn-loans' and r.item_id = o.id and r.retry_at > now())
    order by o.checked_at nulls first, o.id
    limit :loans_max
)
select t.id as order_id, n.section,
       (now() at time zone 'Asia/Shanghai')::date
           - (t.paid_on + make_interval(months => t.credit_term_months))::date as days_past_maturity,
       coalesce(
           (select s.points from score s
            where s.order_id = t.id and s.model_version = :score_version and s.created_at <= t.disbursed_at
            order by s.created_at desc limit 1),
           (select s.points from score s
            where s.order_id = t.id and s.model_version = :score_version and s.purpose = 'post_loan'
            order by s.created_at limit 1)) as points_before,
       coalesce((select c.inputs::jsonb from loan_check c where c.order_id = t.id
                 order by c.created_at, c.id limit 1), '{}')
           || coalesce((select r.inputs::jsonb -> 'inputs' from decision_run r
                        where r.order_id = t.id and r.created_at <= t.disbursed_at
                        order by r.created_at desc, r.id desc limit 1), '{}') as inputs_before,
       read_facts(t.applicant_id, 'post_loan', scored_items(), t.id, null, null, 'system', :request_id) as facts,
       (select jsonb_build_object('id', r.id, 'body', r.body)
        from rule_version r where r.id = live_rules('post_loan', v.product_id)) as rules
from due t
join applicant a on a.id = t.applicant_id
left join industry n on n.code = a.industry_code
left join product_version v on v.id = t.product_version_id
order by t.checked_at nulls first, t.id
