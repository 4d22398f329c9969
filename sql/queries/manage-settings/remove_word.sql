-- Removes a word from the dictionary. What refers to it makes its foreign key refuse the whole statement.
-- $1 kind, $2 code, $3 account id, $4 request id. Rows: one; none when there is no such word or its kind keeps its own.
with category as (
    delete from institution_category where $1::text = 'institution_category' and code = $2 returning code, name
), purpose as (
    delete from purpose where $1::text = 'purpose' and code = $2 returning code, name
), removed as (
    select * from category union all select * from purpose
), remembered as (
    insert into removed_word (kind, code) select $1, code from removed on conflict do nothing
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, request_id, detail)
    select $3, 'operator', 'remove_word', $1, $4, to_jsonb(removed) from removed
)
select code from removed
