-- Who asks for money: a company, a sole trader or a person. What identifies a natural person is encrypted
-- (`_cipher`) and, where it must be found again, blind-indexed (`_index`).
create table if not exists applicant (
    id                  uuid primary key,
    subject_type        text not null,
    organisation_name   text,
    credit_code         text,
    legal_person_cipher bytea,
    person_name_cipher  bytea,
    id_number_cipher    bytea,
    id_number_index     bytea,
    phone_cipher        bytea,
    phone_index         bytea,
    region_code         text references region (code),
    industry_code       text references industry (code),
    size_class          text,
    created_at          timestamptz not null default now(),
    constraint applicant_credit_code_unique unique (credit_code),
    constraint applicant_id_number_unique unique (id_number_index),
    constraint applicant_credit_code_shape check (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
    constraint applicant_subject check (
        (subject_type in ('company', 'sole_trader')
            and organisation_name is not null and credit_code is not null
            and person_name_cipher is null and id_number_cipher is null)
        or (subject_type = 'person'
            and organisation_name is null and credit_code is null and person_name_cipher is not null)
    ),
    constraint applicant_id_number_indexed check ((id_number_cipher is null) = (id_number_index is null)),
    constraint applicant_phone_indexed check ((phone_cipher is null) = (phone_index is null)),
    constraint applicant_size_class check (size_class in ('large', 'medium', 'small', 'micro'))
);
create index if not exists applicant_by_phone on applicant (phone_index);
grant select, insert, update on applicant to rongtong_app;
