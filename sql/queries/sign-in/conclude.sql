-- Concludes a sign-in by password: counts a failure or forgets those before, and says whether the name is locked here.
-- The fifth failure of a place within 15 minutes locks the name for that place, the fiftieth of all places where the
-- name was never proven locks it for these; where it was proven in the last 90 days, by this browser or from this
-- network, only the failures of that place count. Each failure is counted on the row itself, so that parallel guesses
-- count one by one; a sign-in where the name is locked is refused, the right password included. Failures older than
-- the lock are forgotten.
-- Parameters: login_index bytea (blind index of the name as it was typed), network bytea (that of the client's
-- network), device bytea (that of the browser's cookie), account_id uuid?, is_proven boolean, request_id text.
-- Rows: one.
with here as (
    select coalesce(d.place, :network) as place,
           d.place is not null or coalesce(n.proven_at > now() - interval '90 days', false) as known
    from (select) as asked
    left join sign_in_failure d on d.login_index = :login_index and d.place = :device
        and d.proven_at > now() - interval '90 days'
    left join sign_in_failure n on n.login_index = :login_index and n.place = :network
), strangers as (
    insert into sign_in_failure as f (login_index, place, failures)
    select :login_index, ''::bytea, case when :is_proven then 0 else 1 end from here where not known
    on conflict (login_index, place) do update
    set failures = case when :is_proven then f.failures
                        when f.changed_at <= now() - interval '15 minutes' then 1
                        else f.failures + 1 end,
        locked_until = case when not :is_proven and f.failures >= 49
                                 and f.changed_at > now() - interval '15 minutes'
                            then now() + interval '15 minutes' end,
        changed_at = case when :is_proven then f.changed_at else now() end
    where f.locked_until is null or f.locked_until <= now()
    returning f.place
), attempt as (
    insert into sign_in_failure as f (login_index, place, failures, proven_at)
    select :login_index, h.place, case when :is_proven then 0 else 1 end, case when :is_proven then now() end
    from here h
    where h.known or exists (select from strangers)
    on conflict (login_index, place) do update
    set failures = case when :is_proven then 0
                        when f.changed_at <= now() - interval '15 minutes' then 1
                        else f.failures + 1 end,
        locked_until = case when not :is_proven and f.failures >= 4
                                 and f.changed_at > now() - interval '15 minutes'
                            then now() + interval '15 minutes' end,
        proven_at = case when :is_proven then now() else f.proven_at end,
        changed_at = now()
    where f.locked_until is null or f.locked_until <= now()
    returning f.place
), device as (
    insert into sign_in_failure as f (login_index, place, failures, proven_at)
    select :login_index, :device, 0, now() from attempt where :is_proven and place <> :device
    on conflict (login_index, place) do update
    set failures = 0, locked_until = null, proven_at = now(), changed_at = now()
), forgotten as (
    delete from sign_in_failure f
    using here h
    where f.login_index = :login_index and f.place not in (h.place, :device, ''::bytea)
      and f.changed_at < now() - interval '1 day'
      and coalesce(f.proven_at < now() - interval '90 days', true)
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
left join lateral (
    select max(x.locked_until) as locked_until
    from here h
    join sign_in_failure x on x.login_index = :login_index
        and (x.place = h.place or (x.place = ''::bytea and not h.known))
    where x.locked_until > now()
) f on true
