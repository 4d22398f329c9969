-- What an account that is signed in may be now.
-- Parameters: account_id uuid.
-- Rows: none when the account, its institution or its officer may not act any more, else one.
select a.role, a.applicant_id, a.institution_id, a.officer_id
from account a
left join institution i on i.id = a.institution_id
left join officer o on o.id = a.officer_id
where a.id = :account_id and a.state = 'active' and coalesce(i.state, 'active') = 'active'
  and coalesce(o.state, 'active') = 'active'
