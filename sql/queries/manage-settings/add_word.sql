-- Adds a word to the dictionary.
-- $1 kind, $2 code, $3 name, $4 position, $5 account id, $6 request id.
-- Rows: one with the word; none when the code is there already or the kind takes no more.
with category as (
    insert into institution_category (code, name, position, edited_at)
    select $2, $3, $4::integer, now() where $1::text = 'institution_category'
    on conflict (code) do nothing
    returning code, name, enabled, position
), purpose as (
    insert into purpose (code, name, position, edited_at)
    select $2, $3, $4::integer, now() where $1::text = 'purpose'
    on conflict (code) do nothing
    returning code, name, enabled, position
), added as (
    select * from category union all select * from purpose
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, request_id, detail)
    select $5, 'operator', 'add_word', $1, $6, to_jsonb(added) from added
)
select $1::text as kind, code, name, enabled as is_enabled, position from added
