-- A page of the messages to an audience, newest first. Each audience has its own index, read in order.
-- Parameters: applicant_id uuid?, officer_id uuid?, institution_id uuid?, role text?, account_id uuid, unread_only
-- boolean, after_time text?, after_id uuid?, rows_wanted bigint.
-- Rows: at most `rows_wanted`.
with heard as (
    (select id, kind, payload, created_at from inbox m
     where applicant_id = :applicant_id
       and (:after_time::text is null or (created_at <= :after_time::text::timestamptz
            and (created_at < :after_time::text::timestamptz or id > :after_id)))
       and not (:unread_only and exists (select from inbox_read where message_id = m.id and account_id = :account_id))
     order by created_at desc, id limit :rows_wanted)
    union all
    (select id, kind, payload, created_at from inbox m
     where officer_id = :officer_id
       and (:after_time::text is null or (created_at <= :after_time::text::timestamptz
            and (created_at < :after_time::text::timestamptz or id > :after_id)))
       and not (:unread_only and exists (select from inbox_read where message_id = m.id and account_id = :account_id))
     order by created_at desc, id limit :rows_wanted)
    union all
    (select id, kind, payload, created_at from inbox m
     where institution_id = :institution_id
       and (:after_time::text is null or (created_at <= :after_time::text::timestamptz
            and (created_at < :after_time::text::timestamptz or id > :after_id)))
       and not (:unread_only and exists (select from inbox_read where message_id = m.id and account_id = :account_id))
     order by created_at desc, id limit :rows_wanted)
    union all
    (select id, kind, payload, created_at from inbox m
     where role = :role
       and (:after_time::text is null or (created_at <= :after_time::text::timestamptz
            and (created_at < :after_time::text::timestamptz or id > :after_id)))
       and not (:unread_only and exists (select from inbox_read where message_id = m.id and account_id = :account_id))
     order by created_at desc, id limit :rows_wanted)
)
select h.id, h.kind, h.payload, utc(h.created_at) as created_at, utc(r.read_at) as read_at
from heard h
left join inbox_read r on r.message_id = h.id and r.account_id = :account_id
order by h.created_at desc, h.id
limit :rows_wanted
