-- Lists of subjects to look at twice. What identifies a person is a keyed digest; a credit code is public.
create table if not exists list_entry (
    id           uuid primary key default gen_random_uuid(),
    kind         text not null,
    subject      text not null,
    credit_code  text,
    digest       bytea,
    reason       text not null,
    source       text not null,
    valid_until  date,
    created_at   timestamptz not null default now(),
    constraint list_entry_kind check (kind in ('black', 'grey')),
    constraint list_entry_subject check (subject in ('credit_code', 'phone', 'device', 'legal_person')),
    constraint list_entry_value check (
        (subject = 'credit_code') = (credit_code is not null) and num_nonnulls(credit_code, digest) = 1)
);
create unique index if not exists list_entry_by_credit_code on list_entry (credit_code, kind)
    where credit_code is not null;
create unique index if not exists list_entry_by_digest on list_entry (digest, subject, kind)
    where digest is not null;
grant select on list_entry to rongtong_app;
