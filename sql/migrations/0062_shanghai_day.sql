-- The day is Shanghai's everywhere, whatever the server's or the session's zone is: `current_date` and casts of an
-- instant to a date would give UTC's for the first eight hours of each day.
create or replace function shanghai_day(instant timestamptz) returns date language sql immutable as $$
    select (instant at time zone 'Asia/Shanghai')::date
$$;
create or replace function shanghai_today() returns date language sql stable as $$
    select (now() at time zone 'Asia/Shanghai')::date
$$;
