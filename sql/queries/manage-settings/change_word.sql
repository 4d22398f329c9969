-- Names, orders, enables or disables a word of the dictionary.
-- Parameters: kind text, code text, name text, position integer, is_enabled boolean, account_id uuid, request_id text.
-- Rows: one with the word; none when there is no such word.
with mode as (
    update guarantee_mode set name = :name, position = :position, enabled = :is_enabled, edited_at = now()
    where :kind::text = 'guarantee_mode' and code = :code
    returning code, name, enabled, position
), category as (
    update institution_category set name = :name, position = :position, enabled = :is_enabled, edited_at = now()
    where :kind::text = 'institution_category' and code = :code
    returning code, name, enabled, position
), purpose as (
    update purpose set name = :name, position = :position, enabled = :is_enabled, edited_at = now()
    where :kind::text = 'purpose' and code = :code
    returning code, name, enabled, position
), changed as (
    select * from mode union all select * from category union all select * from purpose
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, request_id, detail)
    select :account_id, 'operator', 'change_word', :kind, :request_id, to_jsonb(changed) from changed
)
select :kind::text as kind, code, name, enabled as is_enabled, position from changed
