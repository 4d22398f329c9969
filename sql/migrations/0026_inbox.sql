-- Messages inside the platform. One row speaks to one audience: an applicant, an officer, an institution's managers
-- or a role; who has read it stands apart, per account.
create table if not exists inbox (
    id             uuid primary key default gen_random_uuid(),
    kind           text not null,
    applicant_id   uuid references applicant (id),
    officer_id     uuid references officer (id),
    institution_id uuid references institution (id),
    role           text,
    payload        jsonb not null default '{}',
    created_at     timestamptz not null default now(),
    constraint inbox_audience check (
        num_nonnulls(applicant_id, officer_id, institution_id, role) = 1)
);
create index if not exists inbox_by_applicant on inbox (applicant_id, created_at desc, id)
    where applicant_id is not null;
create index if not exists inbox_by_officer on inbox (officer_id, created_at desc, id)
    where officer_id is not null;
create index if not exists inbox_by_institution on inbox (institution_id, created_at desc, id)
    where institution_id is not null;
create index if not exists inbox_by_role on inbox (role, created_at desc, id) where role is not null;
create table if not exists inbox_read (
    message_id uuid not null references inbox (id),
    account_id uuid not null references account (id),
    read_at    timestamptz not null default now(),
    primary key (message_id, account_id)
);
grant select, insert on inbox, inbox_read to rongtong_app;
