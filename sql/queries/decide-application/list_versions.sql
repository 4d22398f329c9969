-- The versions of the rules, newest first.
-- Parameters: kind text?, after_time text?, after_id uuid?, rows_wanted bigint, account_id uuid.
-- Rows: 0 to `rows_wanted`.
select id, kind, product_id, version, title, body, state, id = live_rules(kind, product_id) as live,
       utc(effective_from) as effective_from, utc(created_at) as created_at, coalesce(drafted_by = :account_id,
           false) as own,
       -- One look into the index each; `exists` would read the runs of all versions once.
       (select s.created_at from shadow_run s where s.version_id = v.id order by s.created_at desc limit 1)
           is not null as has_run
from rule_version v
where (:kind::text is null or kind = :kind)
  and (:after_time::text is null or (created_at, id) < (:after_time::text::timestamptz, :after_id::uuid))
order by created_at desc, id desc
limit :rows_wanted
