-- Registers the applicants whose names are sealed, each with the account that it signs in by.
-- No parameters, no rows.
with made as (
    insert into applicant (id, subject_type, organisation_name, credit_code, legal_person_cipher, person_name_cipher,
        phone_cipher, phone_index, region_code, industry_code, size_class, created_at)
    select a.id, p.subject_type, s.organisation_name, s.credit_code,
           case when p.subject_type <> 'person' then s.name_cipher end,
           case when p.subject_type = 'person' then s.name_cipher end,
           s.phone_cipher, s.phone_index, p.region_code, p.industry_code, p.size_class, a.created_at
    from sealed_applicant s
    join plan_applicant a on a.place = s.place
    join plan_profile p on p.place = a.profile
)
insert into account (id, oidc_issuer, oidc_subject, role, applicant_id, created_at)
select a.account_id, 'https://identity.invalid/orders', 'applicant-' || a.number, 'applicant', a.id,
       a.created_at
from sealed_applicant s
join plan_applicant a on a.place = s.place
order by a.place
