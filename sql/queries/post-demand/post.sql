-- An applicant publishes a demand. The idempotency key is claimed first, so that a form sent twice makes one demand.
-- $1 account id, $2 key, $3 request hash, $4 id of the new demand, $5 applicant id, $6 amount, $7 term in months,
-- $8 purpose, $9 guarantee mode or null, $10 highest annual rate or null, $11 description, $12 contact name,
-- $13 contact phone (both sealed), $14 phone index, $15 most institutions, $16 request id,
-- $17 consent text id and $18 id of the consent, both null where none is given.
-- Rows: one; `response` is null when the key is taken, `..._known` say whether the words and the text are.
with words as (
    select exists (select from purpose where code = $8 and enabled) as purpose_known,
           $9::text is null or exists (select from guarantee_mode where code = $9 and enabled) as mode_known,
           $17::text is null or exists (
               select from consent_text where id = $17 and current and receiver = 'institution') as consent_text_known
), numbered as (
    select 'XQ' || to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
               || lpad((nextval('demand_number') % 1000000)::text, 6, '0') as number
    from words where purpose_known and mode_known and consent_text_known
), claim as (
    insert into idempotency (account_id, key, operation, request_hash, response)
    select $1, $2, 'post_demand', $3, jsonb_build_object(
        'id', $4::uuid, 'number', number, 'state', 'open', 'parent_id', null,
        'amount', $6::numeric(18, 2)::text, 'term_months', $7::integer, 'purpose', $8::text,
        'max_institutions', $15::integer, 'created_at', now())
    from numbered
    on conflict do nothing
    returning response
), made as (
    insert into demand (id, number, applicant_id, amount, term_months, purpose, guarantee_mode,
        annual_rate_max, description, contact_name_cipher, contact_phone_cipher, contact_phone_index,
        region_code, max_institutions)
    select $4, n.number, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, a.region_code, $15
    from claim, numbered n, applicant a
    where a.id = $5
    returning *
), agreed as (
    insert into consent (id, applicant_id, text_id, text_sha256, purposes, items, demand_id, channel, given_by,
        valid_until)
    select $18, m.applicant_id, t.id, t.body_sha256, t.purposes, t.items, m.id, 'web', $1,
           now() + make_interval(days => t.valid_days)
    from made m
    join consent_text t on t.id = $17
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select $1, 'applicant', 'post_demand', 'demand', id, $16 from made
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
select words.purpose_known, words.mode_known, words.consent_text_known, claim.response
from words
left join claim on true
