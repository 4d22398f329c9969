-- How many messages to an audience an account has not read; counting ends at 1000.
-- $1 applicant id, $2 officer id, $3 institution id, $4 role (those that are null hear nothing), $5 account id.
-- Rows: one.
select count(*) as unread
from (
    select from inbox m
    where (applicant_id = $1 or officer_id = $2 or institution_id = $3 or role = $4)
      and not exists (select from inbox_read where message_id = m.id and account_id = $5)
    limit 1000
) as waiting
