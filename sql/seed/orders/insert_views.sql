-- The institutions that took a slot looked at the demand before.
-- No parameters, no rows.
insert into demand_view (demand_id, institution_id, viewed_at)
select c.demand_id, c.institution_id, c.submitted_at - interval '8 minutes'
from plan_course c
where c.demand_n is not null
