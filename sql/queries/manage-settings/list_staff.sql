-- Who works for an institution, with the workload of each officer. Each count reads the officer's own index;
-- finished orders are counted up to 10000.
-- Parameters: institution_id uuid.
-- Rows: one for each account, managers first.
select a.id, a.officer_id, f.name_cipher, a.login as account, a.role,
       a.state = 'active' and coalesce(f.state = 'active', true) as is_active,
       coalesce(o.open, 0) as open_orders, coalesce(o.finished, 0) as finished_orders,
       (select utc(e.happened_at) from audit_entry e where e.actor_id = a.id order by e.id desc limit 1)
           as last_acted_at
from account a
left join officer f on f.id = a.officer_id
left join lateral (
    select (select count(*) from loan_order
            where officer_id = a.officer_id and state in ('grabbed', 'first_review_passed', 'credit_granted')) as open,
           (select count(*) from (
                select from loan_order
                where officer_id = a.officer_id and state not in ('grabbed', 'first_review_passed', 'credit_granted')
                limit 10000) as first) as finished
) o on true
where a.institution_id = :institution_id and a.login is not null
order by a.role = 'manager' desc, a.login
