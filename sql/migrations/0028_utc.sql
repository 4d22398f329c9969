-- How a statement hands an instant to a function: Spin's driver reads `timestamp` columns, refuses `timestamptz` ones,
-- so the instant is given as its UTC wall clock. The planner inlines this.
create or replace function utc(instant timestamptz) returns timestamp language sql immutable as $$
    select instant at time zone 'UTC'
$$;
