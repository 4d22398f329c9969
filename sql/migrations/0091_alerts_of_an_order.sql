-- The alerts of one order: they go with it to another officer, and a feedback that they followed is not taken back.
create index if not exists loan_alert_by_order on loan_alert (order_id);
