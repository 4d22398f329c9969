-- Marks as read by an account what it has not read of the newest thousand messages to each of its audiences, which are
-- those that are counted.
-- Parameters: applicant_id uuid?, officer_id uuid?, institution_id uuid?, role text?, account_id uuid.
-- Rows: one with how many marks were made.
with heard as (
    (select id from inbox where applicant_id = :applicant_id order by created_at desc, id limit 1000)
    union all
    (select id from inbox where officer_id = :officer_id order by created_at desc, id limit 1000)
    union all
    (select id from inbox where institution_id = :institution_id order by created_at desc, id limit 1000)
    union all
    (select id from inbox where role = :role order by created_at desc, id limit 1000)
), marked as (
    insert into inbox_read (message_id, account_id)
    select h.id, :account_id
    from heard h
    where not exists (select from inbox_read where message_id = h.id and account_id = :account_id)
    on conflict (message_id, account_id) do nothing
    returning message_id
)
select count(*) as marked from marked
