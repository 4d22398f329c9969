-- Who may sign in, and as what. Staff have a password; an applicant may instead come from an OpenID provider.
create table if not exists account (
    id             uuid primary key,
    login          text,
    password_hash  text,
    oidc_issuer    text,
    oidc_subject   text,
    role           text not null,
    applicant_id   uuid references applicant (id),
    institution_id uuid references institution (id),
    officer_id     uuid,
    state          text not null default 'active',
    created_at     timestamptz not null default now(),
    constraint account_login_unique unique (login),
    constraint account_oidc_unique unique (oidc_issuer, oidc_subject),
    constraint account_officer foreign key (officer_id, institution_id)
        references officer (id, institution_id),
    constraint account_login_shape check (login ~ '^[a-z0-9][a-z0-9._-]{2,63}$'),
    constraint account_state check (state in ('active', 'disabled')),
    constraint account_way_in check (
        (login is not null and password_hash is not null)
        or (oidc_issuer is not null and oidc_subject is not null)
    ),
    constraint account_role check (
        (role = 'applicant' and institution_id is null and officer_id is null)
        or (role = 'officer' and applicant_id is null and institution_id is not null
            and officer_id is not null)
        or (role = 'manager' and applicant_id is null and institution_id is not null
            and officer_id is null)
        or (role in ('operator', 'regulator') and applicant_id is null and institution_id is null
            and officer_id is null)
    )
);
create index if not exists account_by_applicant on account (applicant_id);
create index if not exists account_by_institution on account (institution_id);
create unique index if not exists account_officer_unique on account (officer_id);
grant select, insert, update on account to rongtong_app;
