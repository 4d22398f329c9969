-- The first decisions of the last day, by the time they were made.
create index if not exists decision_run_arrived on decision_run (created_at) where cause = 'arrival';
