-- Reports of an officer, and of an institution by its officers: who made them. An order never leaves its officer.
create index if not exists report_by_maker on report (made_by, id);
create index if not exists objection_by_state on objection (state, id);
