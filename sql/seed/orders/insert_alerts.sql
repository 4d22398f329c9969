-- One in eight loans of a batch with money out was looked at and gave rise to an alert; most alerts are closed.
-- No parameters, no rows.
with alarming as materialized (
    select c.*, id_of(seen_at, c.n, 140) as check_id, id_of(seen_at, c.n, 141) as alert_id,
           v.id as version_id, r ->> 'id' as rule, r ->> 'title' as title, r ->> 'reason' as reason,
           r ->> 'outcome' as outcome, seen_at, chance(c.n, 143) < 0.8 as is_closed
    from plan_course c
    cross join lateral (
        select c.disbursed_at + (now() - c.disbursed_at) * chance(c.n, 142) as seen_at) s
    join rule_version v on v.id = live_rules('post_loan', null)
    cross join lateral (select v.body -> 'rules' -> draw(c.n, 144, 0,
        jsonb_array_length(v.body -> 'rules') - 1) as r) rules
    where c.state = 'disbursed' and chance(c.n, 145) < 0.125
), looked as (
    insert into loan_check (id, order_id, version_id, outcome, inputs, result, created_at)
    select check_id, id, version_id, outcome, '{}', '{}', seen_at from alarming
), alerted as (
    insert into loan_alert (id, applicant_id, institution_id, order_id, officer_id, check_id, rule, period, severity,
        title, reason, sentence, state, conclusion, created_at, closed_at)
    select alert_id, applicant_id, institution_id, id, officer_id, check_id, rule,
           date_trunc('month', seen_at at time zone 'Asia/Shanghai')::date,
           case outcome when 'refuse' then 'serious' else 'attention' end, title, reason, title || '。',
           case when is_closed then 'closed' else 'open' end, case when is_closed then 'risk_resolved' end, seen_at,
           case when is_closed then seen_at + interval '1 hour' end
    from alarming
    on conflict do nothing
    returning id, officer_id, closed_at
)
insert into alert_handling (alert_id, measure, remark, handled_by, handled_at)
select a.id, 'closed', '已联系借款人核实，风险已解除。', c.officer_account, a.closed_at
from alerted a
join alarming c on c.alert_id = a.id
where a.closed_at is not null
