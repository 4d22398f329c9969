-- What `database orders` does not make: reports, objections, and the runs of a version of the rules in the shadow. Rows
-- of orders that have theirs already stay.
insert into report (id, number, order_id, applicant_id, version, consent_id, score_id, run_id, content, content_sha256,
    made_by, created_at)
select gen_random_uuid(), 'BG' || o.number, o.id, o.applicant_id, 1, r.consent_id, r.score_id, r.id,
       repeat('报告', 400), sha256(o.number::bytea), a.id, o.grabbed_at
from decision_run r
join loan_order o on o.id = r.order_id
join account a on a.officer_id = o.officer_id
where r.consent_id is not null and hashtext(o.number) % 10 = 0
on conflict do nothing;
insert into report_view (report_id, account_id, role, format, request_id)
select r.id, r.made_by, 'officer', 'html', 'plans'
from report r
where not exists (select from report_view where report_id = r.id);

insert into objection (id, applicant_id, score_id, reason, state, answer, answered_by, answered_at, created_at)
select gen_random_uuid(), s.applicant_id, s.id, '理由', 'answered', '答复', a.id, s.created_at, s.created_at
from score s
join account a on a.login = 'operator01'
where hashtext(s.id::text) % 50 = 0 and not exists (select from objection where score_id = s.id);

insert into rule_version (id, kind, version, title, body, state)
select gen_random_uuid(), 'admission', 1000, '影子', body, 'shadow' from rule_version where kind = 'admission' limit 1
on conflict do nothing;
insert into shadow_run (run_id, version_id, outcome, reasons, differs, created_at)
select r.id, v.id, r.outcome, r.reasons, hashtext(r.id::text) % 1000 = 0, r.created_at
from decision_run r, rule_version v
where v.state = 'shadow'
on conflict do nothing
