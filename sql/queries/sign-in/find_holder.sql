-- Who stands behind an account, with the names that the pages show.
-- Parameters: account_id uuid.
-- Rows: none when the account, its institution or its officer may not sign in any more, else one.
select a.id, a.login, a.role, a.applicant_id, a.institution_id, a.officer_id,
       i.name as institution_name, p.organisation_name, p.person_name_cipher
from account a
left join institution i on i.id = a.institution_id
left join officer o on o.id = a.officer_id
left join applicant p on p.id = a.applicant_id
where a.id = :account_id and a.state = 'active' and coalesce(i.state, 'active') = 'active'
  and coalesce(o.state, 'active') = 'active'
