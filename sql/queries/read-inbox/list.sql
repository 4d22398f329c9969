-- A page of the messages to an audience, newest first. Each audience has its own index, read in order.
-- $1 applicant id, $2 officer id, $3 institution id, $4 role (those that are null hear nothing), $5 account id,
-- $6 whether only unread ones, $7 and $8 time and id after which the page begins, or null, $9 how many.
-- Rows: at most $9.
with heard as (
    (select id, kind, payload, created_at from inbox m
     where applicant_id = $1
       and ($7::text is null or (created_at <= $7::text::timestamptz
            and (created_at < $7::text::timestamptz or id > $8)))
       and not ($6 and exists (select from inbox_read where message_id = m.id and account_id = $5))
     order by created_at desc, id limit $9)
    union all
    (select id, kind, payload, created_at from inbox m
     where officer_id = $2
       and ($7::text is null or (created_at <= $7::text::timestamptz
            and (created_at < $7::text::timestamptz or id > $8)))
       and not ($6 and exists (select from inbox_read where message_id = m.id and account_id = $5))
     order by created_at desc, id limit $9)
    union all
    (select id, kind, payload, created_at from inbox m
     where institution_id = $3
       and ($7::text is null or (created_at <= $7::text::timestamptz
            and (created_at < $7::text::timestamptz or id > $8)))
       and not ($6 and exists (select from inbox_read where message_id = m.id and account_id = $5))
     order by created_at desc, id limit $9)
    union all
    (select id, kind, payload, created_at from inbox m
     where role = $4
       and ($7::text is null or (created_at <= $7::text::timestamptz
            and (created_at < $7::text::timestamptz or id > $8)))
       and not ($6 and exists (select from inbox_read where message_id = m.id and account_id = $5))
     order by created_at desc, id limit $9)
)
select h.id, h.kind, h.payload, utc(h.created_at) as created_at, utc(r.read_at) as read_at
from heard h
left join inbox_read r on r.message_id = h.id and r.account_id = $5
order by h.created_at desc, h.id
limit $9
