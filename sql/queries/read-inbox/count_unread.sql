-- How many messages to an audience an account has not read; counting ends at 1000. Each audience has its own index.
-- Parameters: applicant_id uuid?, officer_id uuid?, institution_id uuid?, role text?, account_id uuid.
-- Rows: one.
with heard as (
    select id from inbox where applicant_id = :applicant_id
    union all
    select id from inbox where officer_id = :officer_id
    union all
    select id from inbox where institution_id = :institution_id
    union all
    select id from inbox where role = :role
)
select count(*) as unread
from (
    select from heard h
    where not exists (select from inbox_read where message_id = h.id and account_id = :account_id)
    limit 1000
) as waiting
