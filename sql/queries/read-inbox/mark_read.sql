-- Marks a message as read by an account, once.
-- Parameters: message_id uuid, applicant_id uuid?, officer_id uuid?, institution_id uuid?, role text?, account_id uuid.
-- Rows: none when the message is to somebody else, else one; `read_at` is null while another mark is being made.
with mine as (
    select id from inbox
    where id = :message_id
      and (applicant_id = :applicant_id or officer_id = :officer_id or institution_id = :institution_id
           or role = :role)
), marked as (
    insert into inbox_read (message_id, account_id)
    select id, :account_id from mine
    on conflict (message_id, account_id) do nothing
    returning read_at
)
select m.id, utc(coalesce(n.read_at, r.read_at)) as read_at
from mine m
left join marked n on true
left join inbox_read r on r.message_id = m.id and r.account_id = :account_id
