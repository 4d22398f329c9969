-- Posts a failed demand again: a new one with the same fields and, since a sealed value belongs to its row, with the
-- contact sealed anew. The unique parent makes it once.
-- $1 account id, $2 key, $3 request hash, $4 id of the new demand, $5 applicant id, $6 demand to post again,
-- $7 contact name, $8 contact phone (both sealed), $9 phone index, $10 request id.
-- Rows: one with the answer; none when the key is taken or the demand has not failed.
with failed as (
    select d.*, 'XQ' || to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
               || lpad((nextval('demand_number') % 1000000)::text, 6, '0') as new_number
    from demand d
    where d.id = $6 and d.applicant_id = $5 and d.state = 'failed'
), claim as (
    insert into idempotency (account_id, key, operation, request_hash, response)
    select $1, $2, 'repost_demand', $3, jsonb_build_object(
        'id', $4::uuid, 'number', new_number, 'state', 'open', 'parent_id', id,
        'amount', amount::text, 'term_months', term_months, 'purpose', purpose,
        'max_institutions', max_institutions, 'created_at', now())
    from failed
    on conflict do nothing
    returning response
), made as (
    insert into demand (id, number, applicant_id, amount, term_months, purpose, guarantee_mode,
        annual_rate_max, description, contact_name_cipher, contact_phone_cipher, contact_phone_index,
        region_code, max_institutions, parent_id)
    select $4, f.new_number, f.applicant_id, f.amount, f.term_months, f.purpose, f.guarantee_mode,
           f.annual_rate_max, f.description, $7, $8, $9, f.region_code, f.max_institutions, f.id
    from claim, failed f
    returning *
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $1, 'applicant', 'repost_demand', 'demand', id, $10, jsonb_build_object('parent_id', parent_id)
    from made
), message as (
    -- To every institution where somebody would read it; officers find the demand in the pool.
    insert into inbox (kind, institution_id, payload)
    select 'demand_arrived', i.id, jsonb_build_object(
        'demand_id', m.id, 'demand_number', m.number, 'state', m.state)
    from made m
    join institution i on i.state = 'active'
    where exists (select from account
                  where institution_id = i.id and role = 'manager' and state = 'active')
), notice as (
    insert into outbox (kind, payload)
    select 'demand_arrived', jsonb_build_object('demand_id', id) from made
)
select response from claim
