-- Nearly every application and demand of the demo city came with a consent; a few came without, and a few were taken
-- back. Ids are of the moment, so that they sort by it (RFC 9562, version 7).
with given as (
    select o.applicant_id, o.institution_id, o.id as order_id, null::uuid as demand_id, o.submitted_at as given_at,
           md5(o.id::text) as chance
    from loan_order o
    where o.demand_id is null
    union all
    select d.applicant_id, null, null, d.id, d.created_at, md5(d.id::text)
    from demand d
)
insert into consent (id, applicant_id, text_id, text_sha256, purposes, items, institution_id, order_id, demand_id,
    channel, given_by, given_at, valid_until, withdrawn_at)
select (lpad(to_hex((extract(epoch from g.given_at) * 1000)::bigint), 12, '0') || '7' || substr(g.chance, 1, 3) || '8'
           || substr(g.chance, 4, 15))::uuid,
       g.applicant_id, t.id, t.body_sha256, t.purposes, t.items, g.institution_id, g.order_id, g.demand_id,
       case when g.chance < '6' then 'phone' else 'web' end, a.id, g.given_at,
       g.given_at + make_interval(days => t.valid_days),
       case when g.chance like '0%' then least(g.given_at + interval '20 days', now()) end
from given g
join account a on a.applicant_id = g.applicant_id
join consent_text t on t.id = 'loan_application.2'
where g.chance not like 'f%' or a.login is not null
