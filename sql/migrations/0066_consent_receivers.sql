-- When an order stopped being a reason to read: at its end without a loan, or when its loan was settled; null until
-- then.
create or replace function order_right_ended_at(o loan_order) returns timestamptz language sql stable as $$
    select case o.state
        when 'disbursed' then null
        when 'settled' then coalesce(
            (select max(e.happened_at) from order_event e where e.order_id = o.id and e.to_state = 'settled'),
            o.ended_at)
        else o.ended_at
    end
$$;

-- When a consent ended by itself: that of an application with it, that of a demand with the last order of it once
-- nobody can take the demand any more; null until then.
create or replace function consent_ended_at(c consent) returns timestamptz language sql stable as $$
    select case
        when c.order_id is not null then (select order_right_ended_at(o) from loan_order o where o.id = c.order_id)
        when c.demand_id is not null then (
            select case when d.state <> 'open' and bool_and(order_right_ended_at(o) is not null)
                        then max(order_right_ended_at(o)) end
            from demand d
            join loan_order o on o.demand_id = d.id
            where d.id = c.demand_id
            group by d.id)
    end
$$;

-- To whom a consent opens data, by name: the institution of the order; each institution that has taken the demand, as
-- it takes it; the partner; nobody but the subject. `[{"name", "since", "until"}]`, in the order in which they came.
create or replace function consent_receivers(c consent) returns jsonb language sql stable as $$
    select coalesce(jsonb_agg(jsonb_build_object('name', r.name, 'since', r.since, 'until', r.until)
                              order by r.since, r.name), '[]')
    from (
        select i.name, greatest(c.given_at, o.submitted_at) as since, order_right_ended_at(o) as until
        from loan_order o
        join institution i on i.id = o.institution_id
        where o.id = c.order_id and coalesce(order_right_ended_at(o) > c.given_at, true)
        union all
        select i.name, greatest(c.given_at, o.submitted_at), order_right_ended_at(o)
        from loan_order o
        join institution i on i.id = o.institution_id
        where o.demand_id = c.demand_id and coalesce(order_right_ended_at(o) > c.given_at, true)
        union all
        select i.name, c.given_at, null from institution i where c.order_id is null and i.id = c.institution_id
        union all
        select p.name, c.given_at, null from partner p where p.id = c.partner_id
    ) r
$$;
