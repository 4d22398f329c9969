-- What lets one person behind many applications be seen: keyed digests of device, address and identity number, never
-- the things themselves in the clear; and the project that an application is for, so that one project is not financed
-- twice unseen (B-13).
alter table applicant
    add column if not exists legal_person_index    bytea,
    add column if not exists legal_person_id_index bytea,
    add column if not exists address_index         bytea;
create index if not exists applicant_by_legal_person on applicant (legal_person_id_index)
    where legal_person_id_index is not null;
create index if not exists applicant_by_address on applicant (address_index) where address_index is not null;
alter table loan_order
    add column if not exists device_index   bytea,
    add column if not exists project_number text,
    add column if not exists project_name   text,
    add column if not exists project_key    text;
create index if not exists loan_order_by_phone on loan_order (contact_phone_index, submitted_at)
    where contact_phone_index is not null;
create index if not exists loan_order_by_device on loan_order (device_index, submitted_at)
    where device_index is not null;
create index if not exists loan_order_by_project_number on loan_order (project_number)
    where project_number is not null;
create index if not exists loan_order_by_project_key on loan_order (applicant_id, project_key)
    where project_key is not null;
