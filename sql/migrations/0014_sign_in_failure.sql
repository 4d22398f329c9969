-- Failed sign-ins per account name, known or not, so that a lock does not tell which names exist.
-- The name is kept as a blind index: people type passwords into the name field.
create table if not exists sign_in_failure (
    login_index  bytea primary key,
    failures     integer not null,
    locked_until timestamptz,
    changed_at   timestamptz not null default now()
);
grant select, insert, update, delete on sign_in_failure to rongtong_app;
