-- The applicants of a run, in the order of their registration: two in five before the first order.
-- $1 how many, $2 first day, $3 the present. Rows: none.
insert into plan_applicant (place, number, id, account_id, created_at, profile)
select place, number, id_of(created_at, number, 1), id_of(created_at, number, 2), created_at,
       draw(number, 3, 0, (select max(place) from plan_profile))
from (
    select place, number,
           case when place < 0.4 * $1 then $2 - make_interval(secs => 86400 * 60 * (1 - place / (0.4 * $1)))
                else $2 + (end_of_day($3) - $2) * (0.97 * (place - 0.4 * $1) / (0.6 * $1)) end as created_at
    from generate_series(0, $1::integer - 1) as place
    cross join lateral (select place + (
        select count(*) from account where oidc_issuer = 'https://identity.invalid/orders') as number) n
) registered
