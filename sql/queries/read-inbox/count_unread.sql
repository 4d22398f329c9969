-- How many messages to an audience an account has not read; of the newest thousand. Each audience has its own index.
-- Parameters: applicant_id uuid?, officer_id uuid?, institution_id uuid?, role text?, account_id uuid.
-- Rows: one.
with heard as (
    (select id from inbox where applicant_id = :applicant_id order by created_at desc, id limit 1000)
    union all
    (select id from inbox where officer_id = :officer_id order by created_at desc, id limit 1000)
    union all
    (select id from inbox where institution_id = :institution_id order by created_at desc, id limit 1000)
    union all
    (select id from inbox where role = :role order by created_at desc, id limit 1000)
)
select count(*) as unread
from heard h
where not exists (select from inbox_read where message_id = h.id and account_id = :account_id)
