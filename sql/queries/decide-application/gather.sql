-- What the rules may read of an order, with the rules that are live for it and those that run in its shadow.
-- Parameters: order_id uuid?, officer_id uuid?, orders_max bigint, account_id uuid?, role text, request_id text.
-- Rows: at most `orders_max`; `ended` says that the order is over, `facts` is null without a live consent.
with target as materialized (
    select o.*, coalesce(o.contact_phone_index, d.contact_phone_index) as phone_index
    from loan_order o
    left join demand d on d.id = o.demand_id
    where case when :order_id::uuid is null then o.decided_at is null and o.ended_at is null
                   and not exists (select from job_retry r where r.job = 'decide-application' and r.item_id = o.id
                                     and r.retry_at > now())
               else o.id = :order_id and o.officer_id = :officer_id end
    order by o.submitted_at, o.id
    limit :orders_max
), listed as (
    select t.id, l.kind, l.subject, l.reason, l.source
    from target t
    join applicant a on a.id = t.applicant_id
    join list_entry l on l.state = 'active'
      and coalesce(l.valid_until >= (now() at time zone 'Asia/Shanghai')::date, true) and (
        l.credit_code = a.credit_code or (l.subject = 'phone' and t.phone_index in (l.digest, l.demand_digest))
        or (l.subject = 'device' and l.digest = t.device_index)
        or (l.subject = 'legal_person' and l.digest = a.legal_person_id_index))
), same_project as (
    -- Several institutions that answer one demand finance its project once; a demand that nobody has taken asks, too.
    select t.id, o.state, count(distinct coalesce(o.demand_id, o.id)) as orders
    from target t
    join loan_order o on o.id <> t.id and (o.demand_id is null or o.demand_id is distinct from t.demand_id) and (
        o.project_number = t.project_number or (o.applicant_id = t.applicant_id and o.project_key = t.project_key))
    where o.state not in ('first_review_refused', 'credit_refused', 'disbursement_refused', 'withdrawn', 'not_chosen')
    group by t.id, o.state
    union all
    select t.id, d.state, count(*)
    from target t
    join demand d on d.id is distinct from t.demand_id and (
        d.project_number = t.project_number or (d.applicant_id = t.applicant_id and d.project_key = t.project_key))
    where d.state = 'open' and d.slots_taken = 0
    group by t.id, d.state
)
select t.id as order_id, t.applicant_id, t.ended_at is not null as ended, a.subject_type, t.amount, t.term_months,
       t.purpose, a.credit_code, a.organisation_name, encode(a.legal_person_index, 'hex') as legal_person_index,
       n.section,
       (select count(*) from loan_order o
        where o.applicant_id = t.applicant_id and o.submitted_at > now() - interval '30 days') as applications_30d,
       case when t.phone_index is not null then (
           select count(distinct o.applicant_id) from loan_order o
           where o.contact_phone_index = t.phone_index and o.applicant_id <> t.applicant_id
             and o.submitted_at > now() - interval '90 days') end as same_phone,
       case when t.device_index is not null then (
           select count(distinct o.applicant_id) from loan_order o
           where o.device_index = t.device_index and o.applicant_id <> t.applicant_id
             and o.submitted_at > now() - interval '90 days') end as same_device,
       case when a.address_index is not null then (
           select count(*) from applicant x where x.address_index = a.address_index and x.id <> a.id)
           end as same_address,
       case when a.legal_person_id_index is not null then (
           select count(*) from applicant x
           where x.legal_person_id_index = a.legal_person_id_index and x.id <> a.id) end as same_legal_person,
       case when t.project_number is not null or t.project_key is not null then (
           select coalesce(sum(s.orders), 0)::bigint from same_project s where s.id = t.id) end as same_project,
       (select jsonb_agg(jsonb_build_object('state', s.state, 'orders', s.orders) order by s.state)
        from same_project s where s.id = t.id) as project_states,
       (select coalesce(jsonb_agg(jsonb_build_object('subject', l.subject, 'reason', l.reason, 'source', l.source)
            order by l.subject, l.reason), '[]') from listed l where l.id = t.id and l.kind = 'black') as list_hits,
       (select count(*) from listed l where l.id = t.id and l.kind = 'grey') as grey_hits,
       read_facts(t.applicant_id, 'loan_review', scored_items(), t.id, null, :account_id, :role, :request_id) as facts,
       (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'version', r.version, 'body', r.body)
            order by array_position(array ['verification', 'anti_fraud', 'admission'], r.kind)), '[]')
        from unnest(array ['verification', 'anti_fraud', 'admission']) as k (kind)
        join rule_version r on r.id = live_rules(k.kind, v.product_id)) as live,
       (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'version', r.version, 'body', r.body)
            order by r.id), '[]')
        from rule_version r
        where r.state = 'shadow' and r.kind <> 'post_loan' and (r.product_id is null or r.product_id = v.product_id))
           as shadows
from target t
join applicant a on a.id = t.applicant_id
left join industry n on n.code = a.industry_code
left join product_version v on v.id = t.product_version_id
