-- How many open applications one applicant may have for one product of an institution.
alter table institution add column if not exists open_applications_max integer not null default 3;
do $$
begin
    alter table institution add constraint institution_open_applications
        check (open_applications_max between 1 and 100);
exception when duplicate_object then
    null;
end
$$;
create index if not exists loan_order_open_of_product on loan_order (applicant_id, product_version_id)
    where ended_at is null;
