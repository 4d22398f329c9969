-- What a sign-in by password needs to know, alike for a name that exists and for one that does not. Whether it is
-- locked is decided as in `conclude`.
-- Parameters: login text, login_index bytea (blind index of the name as it was typed), network bytea (that of the
-- client's network), device bytea (that of the browser's cookie).
-- Rows: one; `id`, `password_hash` and `usable` are null where no account has the name.
select a.id, a.password_hash,
       a.state = 'active' and coalesce(i.state, 'active') = 'active'
           and coalesce(o.state, 'active') = 'active' as usable,
       case when d.place is not null then coalesce(d.locked_until > now(), false)
            else coalesce(n.locked_until > now(), false)
                or (coalesce(s.locked_until > now(), false)
                    and coalesce(n.proven_at <= now() - interval '90 days', true)) end as locked
from (select) as asked
left join account a on a.login = :login
left join institution i on i.id = a.institution_id
left join officer o on o.id = a.officer_id
left join sign_in_failure d on d.login_index = :login_index and d.place = :device
    and d.proven_at > now() - interval '90 days'
left join sign_in_failure n on n.login_index = :login_index and n.place = :network
left join sign_in_failure s on s.login_index = :login_index and s.place = ''::bytea
