-- The guards would have each order take its steps one by one, which costs four times as much. They are off for this
-- transaction alone, and `check.sql` looks at what they guard before it ends.
begin;
truncate plan_demand, plan_order, plan_course, plan_step, sealed_contact;
alter table loan_order disable trigger user
