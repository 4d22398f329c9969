-- 贷后预警 (B-06, R-13): each look at a loan with money out, and what it gave rise to: one alert per borrower,
-- institution, rule and month, with the record of its handling.
alter table loan_order add column if not exists checked_at timestamptz;
create index if not exists loan_order_to_check on loan_order (checked_at nulls first, id) where state = 'disbursed';

create table if not exists loan_check (
    id         uuid primary key,
    order_id   uuid not null references loan_order (id),
    version_id uuid references rule_version (id),
    score_id   uuid references score (id),
    consent_id uuid references consent (id),
    outcome    text not null,
    inputs     text not null,
    result     text not null,
    created_at timestamptz not null default now(),
    constraint loan_check_outcome check (outcome in ('approve', 'refer', 'refuse'))
);
create index if not exists loan_check_by_order on loan_check (order_id, created_at, id);
create or replace trigger loan_check_append_only before update or delete or truncate on loan_check
    for each statement execute function refuse_rewriting();

create table if not exists loan_alert (
    id             uuid primary key,
    applicant_id   uuid not null references applicant (id),
    institution_id uuid not null references institution (id),
    order_id       uuid not null references loan_order (id),
    officer_id     uuid not null references officer (id),
    check_id       uuid not null references loan_check (id),
    rule           text not null,
    period         date not null,
    severity       text not null,
    title          text not null,
    reason         text not null,
    sentence       text not null,
    state          text not null default 'open',
    conclusion     text,
    created_at     timestamptz not null default now(),
    closed_at      timestamptz,
    constraint loan_alert_once unique (applicant_id, institution_id, rule, period),
    constraint loan_alert_period check (extract(day from period) = 1),
    constraint loan_alert_severity check (severity in ('attention', 'serious')),
    constraint loan_alert_state check (state in ('open', 'handling', 'closed')),
    constraint loan_alert_conclusion check (
        conclusion in ('risk_resolved', 'false_alarm', 'loan_called', 'transferred')),
    constraint loan_alert_closed check (
        (state = 'closed') = (closed_at is not null) and (state = 'closed') = (conclusion is not null))
);
create index if not exists loan_alert_by_institution on loan_alert (institution_id, id desc);
create index if not exists loan_alert_by_officer on loan_alert (officer_id, id desc);
create table if not exists alert_handling (
    id         bigint generated always as identity primary key,
    alert_id   uuid not null references loan_alert (id),
    measure    text not null,
    remark     text not null,
    handled_by uuid not null references account (id),
    handled_at timestamptz not null default now(),
    constraint alert_handling_measure check (measure in (
        'borrower_contacted', 'site_visited', 'documents_requested', 'guarantee_added', 'limit_reduced', 'closed'))
);
create index if not exists alert_handling_by_alert on alert_handling (alert_id, id);
create or replace trigger alert_handling_append_only before update or delete or truncate on alert_handling
    for each statement execute function refuse_rewriting();
grant select, insert on loan_check, loan_alert, alert_handling to rongtong_app;
grant update (state, conclusion, closed_at) on loan_alert to rongtong_app;
