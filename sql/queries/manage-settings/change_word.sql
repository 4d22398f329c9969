-- Names, orders, enables or disables a word of the dictionary.
-- $1 kind, $2 code, $3 name, $4 position, $5 whether it may be chosen, $6 account id, $7 request id.
-- Rows: one with the word; none when there is no such word.
with mode as (
    update guarantee_mode set name = $3, position = $4, enabled = $5, edited_at = now()
    where $1::text = 'guarantee_mode' and code = $2
    returning code, name, enabled, position
), category as (
    update institution_category set name = $3, position = $4, enabled = $5, edited_at = now()
    where $1::text = 'institution_category' and code = $2
    returning code, name, enabled, position
), purpose as (
    update purpose set name = $3, position = $4, enabled = $5, edited_at = now()
    where $1::text = 'purpose' and code = $2
    returning code, name, enabled, position
), changed as (
    select * from mode union all select * from category union all select * from purpose
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, request_id, detail)
    select $6, 'operator', 'change_word', $1, $7, to_jsonb(changed) from changed
)
select $1::text as kind, code, name, enabled as is_enabled, position from changed
