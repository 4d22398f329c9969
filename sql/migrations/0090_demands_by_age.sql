-- Who takes the next of the pool takes the oldest: without an index by age all that is open would be read and sorted.
create index if not exists demand_waiting on demand (created_at, id)
    where state = 'open' and slots_taken < max_institutions;
-- Whether a demand was posted again.
create index if not exists demand_by_parent on demand (parent_id) where parent_id is not null;
