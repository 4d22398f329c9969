-- Where a run begins: at the first month in which every kind of applicant finds a product.
-- No parameters. Rows: one; `first_day` is null where there is no city.
select (select max(month) from (select min(month) as month from plan_offer group by kind) k)::timestamp
           at time zone 'Asia/Shanghai' as first_day,
       date_trunc('second', now()) as present, (select count(*) from loan_order) as orders,
       (select count(*) from demand) as demands
