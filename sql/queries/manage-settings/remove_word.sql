-- Removes a word from the dictionary. What refers to it makes its foreign key refuse the whole statement.
-- Parameters: kind text, code text, account_id uuid, request_id text.
-- Rows: one; none when there is no such word or its kind keeps its own.
with category as (
    delete from institution_category where :kind::text = 'institution_category' and code = :code returning code, name
), purpose as (
    delete from purpose where :kind::text = 'purpose' and code = :code returning code, name
), removed as (
    select * from category union all select * from purpose
), remembered as (
    insert into removed_word (kind, code) select :kind, code from removed on conflict do nothing
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, request_id, detail)
    select :account_id, 'operator', 'remove_word', :kind, :request_id, to_jsonb(removed) from removed
)
select code from removed
