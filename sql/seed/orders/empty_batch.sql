-- The tables of the batch before the last.
truncate plan_demand, plan_order, plan_course, plan_step, sealed_contact
