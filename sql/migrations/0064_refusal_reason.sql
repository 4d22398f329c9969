-- Why an institution refuses, in words for the applicant: what it was, and what would help next time. The institution's
-- own remark stays beside it and inside.
create table if not exists refusal_reason (
    code     text primary key,
    name     text not null unique,
    sentence text not null,
    advice   text not null,
    position integer not null,
    enabled  boolean not null default true
);
grant select on refusal_reason to rongtong_app;
alter table loan_order add column if not exists refusal_reason text references refusal_reason (code);
alter table loan_order drop constraint if exists loan_order_refusal_reason;
alter table loan_order add constraint loan_order_refusal_reason check (refusal_reason is null
    or state in ('first_review_refused', 'credit_refused', 'disbursement_refused'));
