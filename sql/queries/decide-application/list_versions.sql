-- The versions of the rules, newest first.
-- $1 kind or null, $2 and $3 moment and id after which the page begins, or null, $4 rows wanted, $5 account id of the
-- caller. Rows: 0 to $4.
select id, kind, product_id, version, title, body, state, id = live_rules(kind, product_id) as live,
       utc(effective_from) as effective_from, utc(created_at) as created_at, coalesce(drafted_by = $5, false) as own
from rule_version
where ($1::text is null or kind = $1)
  and ($2::text is null or (created_at, id) < ($2::text::timestamptz, $3::uuid))
order by created_at desc, id desc
limit $4
