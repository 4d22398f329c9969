-- An applicant publishes a demand. The idempotency key is claimed first, so that a form sent twice makes one demand.
-- Parameters: account_id uuid, key text, request_hash bytea, demand_id uuid, applicant_id uuid, amount numeric,
-- term_months integer, purpose text, guarantee_mode text?, annual_rate_max numeric?, description text, contact_name
-- bytea (sealed), contact_phone bytea (sealed), contact_phone_index bytea, max_institutions integer, request_id text,
-- consent_text_id text?, consent_id uuid?, channel text, project_number text?, project_name text?, project_key text?.
-- Rows: one; `response` is null when the key is taken, `..._known` say whether the words and the text are.
with words as (
    select exists (select from purpose where code = :purpose and enabled) as purpose_known,
           :guarantee_mode::text is null or exists (select from guarantee_mode where code = :guarantee_mode
               and enabled) as mode_known,
           :consent_text_id::text is null or exists (
               select from consent_text where id = :consent_text_id and current
                   and receiver = 'institution') as consent_text_known
), numbered as (
    select 'XQ' || to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
               || lpad((nextval('demand_number') % 1000000)::text, 6, '0') as number
    from words where purpose_known and mode_known and consent_text_known
), claim as (
    insert into idempotency (account_id, key, operation, request_hash, response)
    select :account_id, :key, 'post_demand', :request_hash, jsonb_build_object(
        'id', :demand_id::uuid, 'number', number, 'state', 'open', 'parent_id', null,
        'amount', :amount::numeric(18, 2)::text, 'term_months', :term_months::integer, 'purpose', :purpose::text,
        'max_institutions', :max_institutions::integer, 'created_at', now(), 'consent_id', :consent_id::uuid)
    from numbered
    on conflict do nothing
    returning response
), made as (
    insert into demand (id, number, applicant_id, amount, term_months, purpose, guarantee_mode,
        annual_rate_max, description, contact_name_cipher, contact_phone_cipher, contact_phone_index,
        region_code, max_institutions, project_number, project_name, project_key)
    select :demand_id, n.number, :applicant_id, :amount, :term_months, :purpose, :guarantee_mode, :annual_rate_max,
        :description, :contact_name, :contact_phone, :contact_phone_index, a.region_code, :max_institutions,
        :project_number, :project_name, :project_key
    from claim, numbered n, applicant a
    where a.id = :applicant_id
    returning *
), agreed as (
    insert into consent (id, applicant_id, text_id, text_sha256, purposes, items, demand_id, channel, given_by,
        valid_until)
    select :consent_id, m.applicant_id, t.id, t.body_sha256, t.purposes, t.items, m.id, :channel, :account_id,
           now() + make_interval(days => t.valid_days)
    from made m
    join consent_text t on t.id = :consent_text_id
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select :account_id, 'applicant', 'post_demand', 'demand', id, :request_id from made
), message as (
    -- To every institution where somebody would read it; officers find the demand in the pool.
    insert into inbox (kind, institution_id, payload)
    select 'demand_arrived', i.id, jsonb_build_object(
        'demand_id', m.id, 'demand_number', m.number, 'state', m.state)
    from made m
    join institution i on i.state = 'active'
    where exists (select from account
                  where institution_id = i.id and role = 'manager' and state = 'active')
)
select words.purpose_known, words.mode_known, words.consent_text_known, claim.response
from words
left join claim on true
