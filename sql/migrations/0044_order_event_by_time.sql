-- Figures of the last days read events by their time; they arrive in that order, so a block range index is enough and
-- costs the writers next to nothing.
create index if not exists order_event_by_time on order_event using brin (happened_at);
