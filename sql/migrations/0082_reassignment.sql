-- A manager hands an order over to another officer, and reminds the one who has it. When it was reminded last stands
-- with the order, so that nobody is reminded twice within the hour.
alter table loan_order add column if not exists nudged_at timestamptz;
grant update (nudged_at) on loan_order to rongtong_app;

grant update (officer_id) on loan_alert to rongtong_app;

-- An order's alerts go with it, those that are closed too; else nothing of these changes.
create or replace trigger loan_alert_closed_final before update on loan_alert
    for each row when (old.state = 'closed'
                       and (to_jsonb(old) - 'officer_id') is distinct from (to_jsonb(new) - 'officer_id'))
    execute function refuse_final();
