-- A refusal has up to four reasons: one that weighs most, and others beside it.
alter table loan_order add column if not exists more_refusal_reasons text[] not null default '{}';
alter table loan_order drop constraint if exists loan_order_more_refusal_reasons;
alter table loan_order add constraint loan_order_more_refusal_reasons check (
    cardinality(more_refusal_reasons) <= 3 and (refusal_reason is not null or more_refusal_reasons = '{}'));
grant update (more_refusal_reasons) on loan_order to rongtong_app;

create or replace function reasons_known(main text, more text[]) returns boolean language sql stable as $$
    select not exists (
        select from unnest(more || main) as given (code)
        where given.code is not null
          and not exists (select from refusal_reason r where r.code = given.code and r.enabled))
$$;
