-- While an applicant chooses among offers, no institution is late: an order that waits for the choice has no deadline
-- of its stage, but a time until when its offer holds. With the choice the clock goes on.
alter table demand add column if not exists chosen_at timestamptz;
grant update (chosen_at) on demand to rongtong_app;

update loan_order o
set precredit_expires_at = (shanghai_today() + 15)::timestamp at time zone 'Asia/Shanghai'
where o.state = 'first_review_passed' and o.demand_id is not null and o.precredit_expires_at is null
  and not exists (select from demand d where d.id = o.demand_id and d.chosen_order_id = o.id);

alter table loan_order drop constraint if exists loan_order_stage;
update loan_order o
set stage_due_at = null
where o.state = 'first_review_passed' and o.demand_id is not null and o.stage_due_at is not null
  and not exists (select from demand d where d.id = o.demand_id and d.chosen_order_id = o.id);
alter table loan_order add constraint loan_order_stage check (case
    when state in ('submitted', 'grabbed', 'credit_granted') then stage_due_at is not null
    when state = 'first_review_passed' then stage_due_at is not null
        or (demand_id is not null and precredit_expires_at is not null)
    else stage_due_at is null end);

create index if not exists loan_order_offer_expiry on loan_order (precredit_expires_at)
    where state = 'first_review_passed' and stage_due_at is null;

-- A deadline, later by the working days that have passed since `since`.
create or replace function deadline_after_wait(deadline timestamptz, since timestamptz)
returns timestamptz language sql stable as $$
    select coalesce(case when waited.days > 0
                         then working_deadline(deadline - interval '1 second', waited.days) end, deadline)
    from (select count(*)::integer as days
          from calendar_day
          where is_working and day > (since at time zone 'Asia/Shanghai')::date and day <= shanghai_today()) waited
$$;

-- The day by which all is done moves with the choice, and never else.
create or replace trigger loan_order_complete_due_final before update of complete_due_at on loan_order
    for each row when (
        old.complete_due_at is distinct from new.complete_due_at
        and not (old.state = 'first_review_passed' and old.stage_due_at is null and new.stage_due_at is not null))
    execute function refuse_final();
