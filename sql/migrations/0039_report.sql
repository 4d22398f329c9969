-- 信用报告: what an officer was shown of a firm, kept as it was. The digest binds number, version and content, so that a
-- printed report can be held against the platform. Each look leaves a row.
create sequence if not exists report_number;
create table if not exists report (
    id             uuid primary key,
    number         text not null,
    order_id       uuid not null references loan_order (id),
    applicant_id   uuid not null references applicant (id),
    version        integer not null,
    consent_id     uuid not null references consent (id),
    score_id       uuid references score (id),
    run_id         uuid references decision_run (id),
    content        text not null,
    content_sha256 bytea not null,
    made_by        uuid not null references account (id),
    created_at     timestamptz not null default now(),
    constraint report_number_unique unique (number),
    constraint report_version_unique unique (order_id, version),
    constraint report_digest check (length(content_sha256) = 32)
);
create index if not exists report_by_applicant on report (applicant_id, id);
create or replace trigger report_append_only before update or delete or truncate on report
    for each statement execute function refuse_rewriting();
create table if not exists report_view (
    id         bigint generated always as identity primary key,
    report_id  uuid not null references report (id),
    account_id uuid not null references account (id),
    role       text not null,
    format     text not null,
    request_id text not null,
    viewed_at  timestamptz not null default now(),
    constraint report_view_format check (format in ('html', 'pdf'))
);
create index if not exists report_view_by_report on report_view (report_id, id);
create or replace trigger report_view_append_only before update or delete or truncate on report_view
    for each statement execute function refuse_rewriting();
grant usage on sequence report_number to rongtong_app;
grant select, insert on report, report_view to rongtong_app;
