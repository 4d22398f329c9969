-- The consents that came with the applications and demands of a batch.
-- No parameters, no rows.
insert into consent (id, applicant_id, text_id, text_sha256, purposes, items, institution_id, order_id, demand_id,
    channel, given_by, given_at, valid_until)
select g.id, g.applicant_id, t.id, t.body_sha256, t.purposes, t.items, g.institution_id, g.order_id, g.demand_id,
       case when g.lot < 0.4 then 'phone' else 'web' end, g.account_id, g.given_at,
       g.given_at + make_interval(days => t.valid_days)
from (
    select id_of(c.submitted_at, c.n, 2) as id, c.applicant_id, c.applicant_account as account_id,
           c.institution_id, c.id as order_id, null::uuid as demand_id, c.submitted_at as given_at,
           chance(c.n, 120) as lot
    from plan_course c
    where c.demand_n is null and c.has_consent
    union all
    select id_of(d.created_at, d.n, 2), a.id, a.account_id, null, null, d.id, d.created_at,
           chance(d.n, 120)
    from plan_demand d
    join plan_applicant a on a.place = d.place
    where chance(d.n, 60) < 0.94
) g
join consent_text t on t.id = 'loan_application.2'
order by g.given_at
