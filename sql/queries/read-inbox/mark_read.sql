-- Marks a message as read by an account, once.
-- $1 message id, $2 applicant id, $3 officer id, $4 institution id, $5 role, of which those that are null hear nothing,
-- $6 account id.
-- Rows: none when the message is to somebody else, else one; `read_at` is null while another mark is being made.
with mine as (
    select id from inbox
    where id = $1 and (applicant_id = $2 or officer_id = $3 or institution_id = $4 or role = $5)
), marked as (
    insert into inbox_read (message_id, account_id)
    select id, $6 from mine
    on conflict (message_id, account_id) do nothing
    returning read_at
)
select m.id, utc(coalesce(n.read_at, r.read_at)) as read_at
from mine m
left join marked n on true
left join inbox_read r on r.message_id = m.id and r.account_id = $6
