-- What only the run needed goes.
set search_path = public;
drop schema orders_plan, orders_batch_0, orders_batch_1 cascade
