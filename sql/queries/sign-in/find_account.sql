-- What a sign-in by password needs to know, alike for a name that exists and for one that does not.
-- Parameters: login text, login_index bytea (blind index of the name as it was typed).
-- Rows: one; `id`, `password_hash` and `usable` are null where no account has the name.
select a.id, a.password_hash,
       a.state = 'active' and coalesce(i.state, 'active') = 'active'
           and coalesce(o.state, 'active') = 'active' as usable,
       coalesce(f.locked_until > now(), false) as locked
from (select) as asked
left join account a on a.login = :login
left join institution i on i.id = a.institution_id
left join officer o on o.id = a.officer_id
left join sign_in_failure f on f.login_index = :login_index
