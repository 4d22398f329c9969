-- A pre-credit is an offer: beside its sum stand rate, term, conditions and until when it holds. Whose demand it
-- answers chooses among offers; one that has expired is chosen no more.
alter table loan_order add column if not exists precredit_annual_rate numeric(9, 6);
alter table loan_order add column if not exists precredit_term_months integer;
alter table loan_order add column if not exists precredit_conditions text not null default '';
alter table loan_order add column if not exists precredit_expires_at timestamptz;
alter table loan_order drop constraint if exists loan_order_offer;
alter table loan_order add constraint loan_order_offer check (
    precredit_annual_rate between 0 and 0.36 and precredit_term_months between 1 and 360);
grant update (precredit_annual_rate, precredit_term_months, precredit_conditions, precredit_expires_at,
    complete_due_at, due_is_provisional) on loan_order to rongtong_app;

create or replace trigger loan_order_offer_final
    before update of precredit_annual_rate, precredit_term_months, precredit_conditions, precredit_expires_at
    on loan_order
    for each row when (old.state = new.state and (
        old.precredit_annual_rate, old.precredit_term_months, old.precredit_conditions, old.precredit_expires_at
    ) is distinct from (
        new.precredit_annual_rate, new.precredit_term_months, new.precredit_conditions, new.precredit_expires_at))
    execute function refuse_final();
