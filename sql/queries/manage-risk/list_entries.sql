-- The entries of the lists, the newest first.
-- Parameters: kind text?, state text?, after_time text?, after_id uuid?, rows_wanted bigint, account_id uuid.
-- Rows: 0 to `rows_wanted`.
select l.id, l.kind, l.subject, coalesce(l.shown, l.credit_code) as shown, l.reason, l.source, l.valid_until,
       coalesce(l.valid_until < (now() at time zone 'Asia/Shanghai')::date, false) as is_expired, l.state,
       utc(l.created_at) as created_at, p.login as proposed_by, coalesce(l.proposed_by = :account_id, false) as is_own,
       a.login as approved_by, utc(l.approved_at) as approved_at, l.removal_reason, r.login as removal_proposed_by,
       coalesce(l.removal_proposed_by = :account_id, false) as is_own_removal, utc(l.removed_at) as removed_at
from list_entry l
left join account p on p.id = l.proposed_by
left join account a on a.id = l.approved_by
left join account r on r.id = l.removal_proposed_by
where (:kind::text is null or l.kind = :kind) and (:state::text is null or l.state = :state)
  and (:after_time::text is null or (l.created_at, l.id) < (:after_time::text::timestamptz, :after_id::uuid))
order by l.created_at desc, l.id desc
limit :rows_wanted
