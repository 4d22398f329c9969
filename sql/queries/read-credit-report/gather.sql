-- Everything that a credit report shows of an order that the officer handles.
-- Parameters: order_id uuid, officer_id uuid, account_id uuid, request_id text.
-- Rows: none when the order is not the officer's, else one; `facts` is null without a live consent.
select o.number as order_number, coalesce(v.name, '融资需求 ' || d.number) as product_name,
       i.name as institution_name, o.amount, o.term_months, p.name as purpose_name, utc(o.submitted_at) as submitted_at,
       a.id as applicant_id, a.subject_type, a.organisation_name, a.person_name_cipher, a.credit_code,
       r.name as region_name, n.name as industry_name, a.size_class,
       run.id as run_id, run.outcome, run.result, s.id as score_id, s.answer as score,
       read_facts(a.id, 'loan_review', array ['registration', 'penalties', 'tax', 'social_insurance', 'utilities',
           'customs', 'court_enforcement', 'real_estate', 'accounts'], o.id, null, :account_id, 'officer',
               :request_id) as facts,
       (select coalesce(jsonb_object_agg(x.code, x.title), '{}') from data_item x) as item_titles,
       (select coalesce(jsonb_object_agg(x.code, x.title), '{}') from data_source x) as source_titles,
       (select coalesce(jsonb_agg(jsonb_build_object('institution', h.institution, 'amount', h.amount::text,
            'submitted_on', h.submitted_on, 'state', h.state) order by h.submitted_at desc), '[]')
        from (select hi.name as institution, ho.amount, ho.state, ho.submitted_at,
                     (ho.submitted_at at time zone 'Asia/Shanghai')::date as submitted_on
              from loan_order ho
              join institution hi on hi.id = ho.institution_id
              where ho.applicant_id = a.id and ho.id <> o.id
              order by ho.submitted_at desc
              limit 20) h) as history
from loan_order o
join applicant a on a.id = o.applicant_id
join institution i on i.id = o.institution_id
join purpose p on p.code = o.purpose
left join product_version v on v.id = o.product_version_id
left join demand d on d.id = o.demand_id
left join region r on r.code = a.region_code
left join industry n on n.code = a.industry_code
left join lateral (
    select id, outcome, result, score_id from decision_run
    where order_id = o.id order by created_at desc, id desc limit 1
) run on true
left join score s on s.id = run.score_id
where o.id = :order_id and o.officer_id = :officer_id
