-- 异议: a subject says that a score or what it stands on is wrong (U-27); the platform answers once.
create table if not exists objection (
    id           uuid primary key,
    applicant_id uuid not null references applicant (id),
    score_id     uuid not null references score (id),
    reason       text not null,
    state        text not null default 'open',
    answer       text,
    answered_by  uuid references account (id),
    answered_at  timestamptz,
    created_at   timestamptz not null default now(),
    constraint objection_state check (state in ('open', 'answered')),
    constraint objection_answer check ((state = 'answered') = (answer is not null and answered_by is not null
        and answered_at is not null))
);
create unique index if not exists objection_one_open on objection (score_id) where state = 'open';
create index if not exists objection_by_applicant on objection (applicant_id, id);
create index if not exists objection_open on objection (created_at, id) where state = 'open';
grant select, insert on objection to rongtong_app;
grant update (state, answer, answered_by, answered_at) on objection to rongtong_app;
