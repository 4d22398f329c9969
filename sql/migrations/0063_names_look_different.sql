-- Two names that look alike are one: full-width letters, other forms of the same character (NFKC), capitals and the
-- blanks between do not make them different.
create or replace function name_form(name text) returns text language sql immutable as $$
    select lower(regexp_replace(normalize(name, NFKC), '\s+', '', 'g'))
$$;
create unique index if not exists compensation_pool_name_form on compensation_pool (name_form(name));
create unique index if not exists institution_name_form on institution (name_form(name));
create unique index if not exists purpose_name_form on purpose (name_form(name));
create unique index if not exists guarantee_mode_name_form on guarantee_mode (name_form(name));
create unique index if not exists institution_category_name_form on institution_category (name_form(name));
