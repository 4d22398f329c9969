-- Deadlines over the calendar, in Asia/Shanghai.

-- The end of the n-th working day after receipt: the day of receipt does not count, the last day ends at
-- 24:00 (Civil Code, articles 201 to 203). Null when the calendar does not reach so far.
create or replace function working_deadline(received_at timestamptz, working_days integer)
returns timestamptz language sql stable strict as $$
    select (day + 1)::timestamp at time zone 'Asia/Shanghai'
    from calendar_day
    where is_working and day > (received_at at time zone 'Asia/Shanghai')::date
    order by day
    offset greatest(working_days, 1) - 1
    limit 1
$$;

-- The instant when `hours` have run since `started_at`, the clock standing still on days off.
create or replace function working_hours_later(started_at timestamptz, hours integer)
returns timestamptz language sql stable strict as $$
    with start as (
        select day,
               case when day = (started_at at time zone 'Asia/Shanghai')::date
                    then (started_at at time zone 'Asia/Shanghai') - day::timestamp
                    else interval '0' end
               + make_interval(hours => greatest(hours, 0)) as elapsed
        from calendar_day
        where is_working and day >= (started_at at time zone 'Asia/Shanghai')::date
        order by day
        limit 1
    ), span as (
        -- A period that ends at midnight ends with its working day, not at the start of the next.
        select day, elapsed,
               greatest(ceil(extract(epoch from elapsed) / 86400)::integer - 1, 0) as days
        from start
    )
    select ((select d.day from calendar_day d where d.is_working and d.day >= span.day
             order by d.day offset span.days limit 1)::timestamp
            + (span.elapsed - make_interval(days => span.days)))
           at time zone 'Asia/Shanghai'
    from span
$$;

-- Whether a deadline lies in a year whose holidays are not published yet.
create or replace function is_provisional(deadline timestamptz)
returns boolean language sql stable as $$
    select not coalesce((
        select published from calendar_year
        where year = extract(year from (deadline - interval '1 second') at time zone 'Asia/Shanghai')
    ), false)
$$;
