-- The numbers that a batch has used up; those of today are taken from the platform's own row of numbers too.
-- No parameters, no rows.
with used as (
    insert into plan_number (day, used)
    select substr(number, 3, 8)::date, max(right(number, 6)::integer)
    from plan_course
    group by 1
    on conflict (day) do update set used = excluded.used
    returning *
)
select setval('order_number', last_value + greatest(0, u.used - last_value % 1000000))
from used u, order_number
where u.day = (now() at time zone 'Asia/Shanghai')::date
