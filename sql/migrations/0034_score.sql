-- Every score that was ever told, with what it came from. `answer` is the whole answer; the columns beside it are for
-- lists and statistics. A score of values that a partner sent has no applicant.
create table if not exists score (
    id            uuid primary key,
    applicant_id  uuid references applicant (id),
    order_id      uuid references loan_order (id),
    partner_id    uuid references partner (id),
    consent_id    uuid references consent (id),
    reference     text,
    purpose       text not null,
    model         text not null,
    model_version text not null,
    inputs_sha256 bytea not null,
    points        numeric(6, 1) not null,
    grade         text not null,
    probability   numeric(9, 6) not null,
    answer        jsonb not null,
    created_at    timestamptz not null default now(),
    constraint score_inputs check (length(inputs_sha256) = 32),
    constraint score_probability check (probability between 0 and 1),
    constraint score_consent check (applicant_id is null or consent_id is not null),
    constraint score_source check (applicant_id is not null or partner_id is not null)
);
create index if not exists score_by_applicant on score (applicant_id, created_at desc, id)
    where applicant_id is not null;
create index if not exists score_by_order on score (order_id, created_at desc) where order_id is not null;
create index if not exists score_by_time on score (created_at);
create or replace trigger score_append_only before update or delete or truncate on score
    for each statement execute function refuse_rewriting();
grant select, insert on score to rongtong_app;
