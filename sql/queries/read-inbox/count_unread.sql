-- How many messages to an audience an account has not read; counting ends at 1000. Each audience has its own index.
-- $1 applicant id, $2 officer id, $3 institution id, $4 role (those that are null hear nothing), $5 account id.
-- Rows: one.
with heard as (
    select id from inbox where applicant_id = $1
    union all
    select id from inbox where officer_id = $2
    union all
    select id from inbox where institution_id = $3
    union all
    select id from inbox where role = $4
)
select count(*) as unread
from (
    select from heard h
    where not exists (select from inbox_read where message_id = h.id and account_id = $5)
    limit 1000
) as waiting
