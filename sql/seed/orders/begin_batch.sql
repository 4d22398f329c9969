-- The guards would have each order take its steps one by one, and look up every reference by itself; both together cost
-- four times as much. They are off in this session, for this transaction alone; `check.sql` looks at what the guards
-- guard before it ends, `references.sql` at all references before the run ends.
begin;
set local session_replication_role = replica
