-- Alerts by state, of an institution and of an officer.
create index if not exists loan_alert_of_institution_by_state on loan_alert (institution_id, state, id);
create index if not exists loan_alert_of_officer_by_state on loan_alert (officer_id, state, id);
