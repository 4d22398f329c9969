-- A page of the messages to an audience, newest first. Each audience has its own index, read in order; what is unread
-- is looked for among the next thousand messages.
-- Parameters: applicant_id uuid?, officer_id uuid?, institution_id uuid?, role text?, account_id uuid, unread_only
-- boolean, after_time text?, after_id uuid?, rows_wanted bigint.
-- Rows: at most `rows_wanted`.
with heard as (
    (select id, kind, payload, created_at from inbox
     where applicant_id = :applicant_id and created_at <= coalesce(:after_time::text::timestamptz, 'infinity')
       and (:after_time is null or created_at < :after_time::text::timestamptz or id > :after_id)
     order by created_at desc, id limit case when :unread_only then 1000 else :rows_wanted::bigint end)
    union all
    (select id, kind, payload, created_at from inbox
     where officer_id = :officer_id and created_at <= coalesce(:after_time::text::timestamptz, 'infinity')
       and (:after_time is null or created_at < :after_time::text::timestamptz or id > :after_id)
     order by created_at desc, id limit case when :unread_only then 1000 else :rows_wanted::bigint end)
    union all
    (select id, kind, payload, created_at from inbox
     where institution_id = :institution_id and created_at <= coalesce(:after_time::text::timestamptz, 'infinity')
       and (:after_time is null or created_at < :after_time::text::timestamptz or id > :after_id)
     order by created_at desc, id limit case when :unread_only then 1000 else :rows_wanted::bigint end)
    union all
    (select id, kind, payload, created_at from inbox
     where role = :role and created_at <= coalesce(:after_time::text::timestamptz, 'infinity')
       and (:after_time is null or created_at < :after_time::text::timestamptz or id > :after_id)
     order by created_at desc, id limit case when :unread_only then 1000 else :rows_wanted::bigint end)
)
select h.id, h.kind, h.payload, utc(h.created_at) as created_at, utc(r.read_at) as read_at
from heard h
left join inbox_read r on r.message_id = h.id and r.account_id = :account_id
where not (:unread_only and r.message_id is not null)
order by h.created_at desc, h.id
limit :rows_wanted
