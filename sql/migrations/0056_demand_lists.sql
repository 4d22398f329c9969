-- Demands by what they are looked for by; the pool in the order in which it is shown; and which demands an institution
-- has taken.
create index if not exists demand_by_state on demand (state, id) include (purpose, region_code);
create index if not exists demand_by_purpose on demand (purpose, id) include (state);
create index if not exists demand_in_pool on demand (id) where state = 'open' and slots_taken < max_institutions;
create index if not exists loan_order_of_demand on loan_order (institution_id, demand_id) where demand_id is not null;
drop index if exists demand_pool;
