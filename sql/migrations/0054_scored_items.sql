-- The data items that rules and scores read of a firm, said once; `read_facts` gives those that a consent covers.
create or replace function scored_items() returns text[] language sql immutable as $$
    select array ['registration', 'penalties', 'tax', 'social_insurance', 'utilities', 'court_enforcement', 'accounts']
$$;
