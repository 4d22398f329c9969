-- Adds a word to the dictionary.
-- Parameters: kind text, code text, name text, position integer, account_id uuid, request_id text.
-- Rows: one with the word; none when the code is there already or the kind takes no more.
with category as (
    insert into institution_category (code, name, position, edited_at)
    select :code, :name, :position::integer, now() where :kind::text = 'institution_category'
    on conflict (code) do nothing
    returning code, name, enabled, position
), purpose as (
    insert into purpose (code, name, position, edited_at)
    select :code, :name, :position::integer, now() where :kind::text = 'purpose'
    on conflict (code) do nothing
    returning code, name, enabled, position
), added as (
    select * from category union all select * from purpose
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, request_id, detail)
    select :account_id, 'operator', 'add_word', :kind, :request_id, to_jsonb(added) from added
)
select :kind::text as kind, code, name, enabled as is_enabled, position from added
