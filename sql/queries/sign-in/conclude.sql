-- Concludes a sign-in by password: counts a failure or forgets those before, and says whether the name is locked. Each
-- failure is counted on the row itself, so that parallel guesses count one by one; a sign-in after the fifth
-- failure is refused, the right password included. Failures older than the lock are forgotten.
-- Parameters: login_index bytea (blind index of the name as it was typed), account_id uuid?, is_proven boolean,
-- request_id text.
-- Rows: one.
with attempt as (
    insert into sign_in_failure as f (login_index, failures)
    values (:login_index, case when :is_proven then 0 else 1 end)
    on conflict (login_index) do update
    set failures = case when :is_proven then 0
                        when f.changed_at <= now() - interval '15 minutes' then 1
                        else f.failures + 1 end,
        locked_until = case when not :is_proven and f.failures >= 4
                                 and f.changed_at > now() - interval '15 minutes'
                            then now() + interval '15 minutes' end,
        changed_at = now()
    where f.locked_until is null or f.locked_until <= now()
    returning f.login_index
), verdict as (
    select case when not exists (select from attempt) then 'sign_in_locked'
                when :is_proven then 'sign_in'
                else 'sign_in_failed' end as action
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select case when v.action = 'sign_in' then a.id end,
           case when v.action = 'sign_in' then a.role else 'anonymous' end,
           v.action, 'account', a.id, :request_id
    from verdict v
    left join account a on a.id = :account_id
)
select v.action = 'sign_in_locked' as locked,
       coalesce(ceil(extract(epoch from f.locked_until - now()))::integer, 900) as retry_after_seconds
from verdict v
left join sign_in_failure f on f.login_index = :login_index and f.locked_until > now()
