-- Looks at data by what was looked at and what for, of which there are few combinations, so that a rare one is found
-- without reading all others.
create index if not exists fact_access_by_items on fact_access (item_codes, purpose, id);
