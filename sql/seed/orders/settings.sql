-- A run sorts and joins whole batches; what it has committed in the last moment may be lost with the machine.
set synchronous_commit = off;
set work_mem = '128MB';
set jit = off;
set search_path = orders_plan, public
