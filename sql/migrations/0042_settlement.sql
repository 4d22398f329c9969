-- 结清: the day on which a loan was paid back.
alter table loan_order add column if not exists settled_on date;
do $$
begin
    alter table loan_order add constraint loan_order_settled check (
        settled_on is null or (state = 'settled' and settled_on >= paid_on));
exception when duplicate_object then
    null;
end
$$;
