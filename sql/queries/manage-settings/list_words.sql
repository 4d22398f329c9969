-- The whole dictionary, disabled words too.
-- Parameters: none.
-- Rows: one for each word.
select 'guarantee_mode' as kind, code, name, enabled as is_enabled, position from guarantee_mode
union all
select 'institution_category', code, name, enabled, position from institution_category
union all
select 'purpose', code, name, enabled, position from purpose
order by kind, position, code
