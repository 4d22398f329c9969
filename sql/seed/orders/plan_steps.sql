-- Each step of the orders of a batch, with who took it.
-- No parameters, no rows.
insert into plan_step
select c.n, s.turn, c.id, s.from_state, s.to_state, s.at, s.is_applicants,
       case when s.is_applicants then c.applicant_account else c.officer_account end
from plan_course c
cross join lateral (values
    (1, null, case when c.demand_n is null then 'submitted' else 'grabbed' end, c.submitted_at, c.demand_n is null),
    (2, 'submitted', 'grabbed', case when c.demand_n is null then c.grabbed_at end, false),
    (3, 'grabbed', c.review, c.reviewed_at, false),
    (4, 'first_review_passed', c.credit, c.credited_at, false),
    (5, 'credit_granted', c.disbursement, c.disbursed_at, false),
    (6, case when c.reviewed_at is not null then 'first_review_passed' when c.grabbed_at is not null then 'grabbed'
             else 'submitted' end, c.leaving, c.left_at, true),
    (7, 'disbursed', 'settled', c.settled_at, false)
) as s (turn, from_state, to_state, at, is_applicants)
where s.at is not null
order by s.at, c.n, s.turn
