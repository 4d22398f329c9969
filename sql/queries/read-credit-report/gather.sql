-- Everything that a credit report shows of an order that the officer handles. Of the firm's other orders it shows where
-- and how much only by a consent that names the platform's history, otherwise how many are in which state.
-- Parameters: order_id uuid, officer_id uuid, account_id uuid, request_id text.
-- Rows: none when the order is not the officer's, else one; `ended` says that the order is over, `facts` is null
-- without a live consent.
with target as materialized (
    select o.*, read_facts(o.applicant_id, 'loan_review', array ['registration', 'penalties', 'tax', 'social_insurance',
               'utilities', 'customs', 'court_enforcement', 'real_estate', 'accounts', 'platform_history'], o.id, null,
               :account_id, 'officer', :request_id) as facts
    from loan_order o
    where o.id = :order_id and o.officer_id = :officer_id
), other as materialized (
    select i.name as institution, o.amount, o.state, o.submitted_at
    from target t
    join loan_order o on o.applicant_id = t.applicant_id and o.id <> t.id
    join institution i on i.id = o.institution_id
)
select t.number as order_number, coalesce(v.name, '融资需求 ' || d.number) as product_name,
       i.name as institution_name, t.amount, t.term_months, p.name as purpose_name, utc(t.submitted_at) as submitted_at,
       a.id as applicant_id, a.subject_type, a.organisation_name, a.person_name_cipher, a.credit_code,
       r.name as region_name, n.name as industry_name, a.size_class,
       run.id as run_id, run.outcome, run.result, s.id as score_id, s.answer as score,
       t.ended_at is not null as ended, t.facts,
       (select coalesce(jsonb_object_agg(x.code, x.title), '{}') from data_item x) as item_titles,
       (select coalesce(jsonb_object_agg(x.code, x.title), '{}') from data_source x) as source_titles,
       (select coalesce(jsonb_agg(jsonb_build_object('institution', h.institution, 'amount', h.amount::text,
            'submitted_on', (h.submitted_at at time zone 'Asia/Shanghai')::date, 'state', h.state)
            order by h.submitted_at desc), '[]')
        from (select * from other order by submitted_at desc limit 20) h
        where exists (select from consent c
                      where c.id = (t.facts ->> 'consent_id')::uuid and 'platform_history' = any (c.items)))
           as history,
       (select coalesce(jsonb_agg(jsonb_build_object('state', h.state, 'orders', h.orders) order by h.state), '[]')
        from (select state, count(*) as orders from other group by state) h) as history_counts
from target t
join applicant a on a.id = t.applicant_id
join institution i on i.id = t.institution_id
join purpose p on p.code = t.purpose
left join product_version v on v.id = t.product_version_id
left join demand d on d.id = t.demand_id
left join region r on r.code = a.region_code
left join industry n on n.code = a.industry_code
left join lateral (
    select id, outcome, result, score_id
    from (select id, outcome, result, score_id, consent_id from decision_run
          where order_id = t.id order by created_at desc, id desc limit 1) newest
    where showing('loan_review', t.id, newest.consent_id) = 'shown'
) run on true
left join score s on s.id = run.score_id
