-- A batch that was checked is kept; what the next statements read of it is counted.
commit;
analyze plan_course;
analyze plan_step;
analyze plan_demand
