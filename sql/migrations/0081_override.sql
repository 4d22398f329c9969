-- Where the rules advise to refuse and the institution goes on all the same, it says why. The reason stands with the
-- step, for the institution and for supervision; the applicant does not see it.
alter table order_event add column if not exists override_reason text;
do $$
begin
    alter table order_event add constraint order_event_override check (override_reason <> '');
exception when duplicate_object then
    null;
end
$$;

-- Whether the newest advice on an order is to refuse, as its institution may see it, and nobody has said since why it
-- goes on all the same.
create or replace function override_due(at_order uuid) returns boolean language sql stable as $$
    select coalesce((
        select r.outcome = 'refuse' and showing('loan_review', r.order_id, r.consent_id) = 'shown'
           and not exists (select from order_event e
                           where e.order_id = r.order_id and e.override_reason is not null
                             and e.happened_at >= r.created_at)
        from decision_run r
        where r.order_id = at_order
        order by r.created_at desc, r.id desc
        limit 1
    ), false)
$$;
