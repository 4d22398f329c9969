-- Posts a failed demand again: a new one with the same fields and, since a sealed value belongs to its row, with the
-- contact sealed again. The unique parent makes it once. A consent ended with the failed demand; the new one has what
-- is agreed to with it.
-- Parameters: account_id uuid, key text, request_hash bytea, demand_id uuid, applicant_id uuid, parent_id uuid,
-- contact_name bytea (sealed), contact_phone bytea (sealed), contact_phone_index bytea, request_id text,
-- consent_text_id text?, consent_id uuid?, channel text.
-- Rows: one with the answer; none when the key is taken, the demand has not failed or the text is not there.
with failed as (
    select d.*, 'XQ' || to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'
               || lpad((nextval('demand_number') % 1000000)::text, 6, '0') as new_number
    from demand d
    where d.id = :parent_id and d.applicant_id = :applicant_id and d.state = 'failed'
      and (:consent_text_id::text is null or exists (
          select from consent_text where id = :consent_text_id and current and receiver = 'institution'))
), claim as (
    insert into idempotency (account_id, key, operation, request_hash, response)
    select :account_id, :key, 'repost_demand', :request_hash, jsonb_build_object(
        'id', :demand_id::uuid, 'number', new_number, 'state', 'open', 'parent_id', id,
        'amount', amount::text, 'term_months', term_months, 'purpose', purpose,
        'max_institutions', max_institutions, 'created_at', now(), 'consent_id', :consent_id::uuid)
    from failed
    on conflict do nothing
    returning response
), made as (
    insert into demand (id, number, applicant_id, amount, term_months, purpose, guarantee_mode,
        annual_rate_max, description, contact_name_cipher, contact_phone_cipher, contact_phone_index,
        region_code, max_institutions, parent_id, project_number, project_name, project_key)
    select :demand_id, f.new_number, f.applicant_id, f.amount, f.term_months, f.purpose, f.guarantee_mode,
           f.annual_rate_max, f.description, :contact_name, :contact_phone, :contact_phone_index, f.region_code,
           f.max_institutions, f.id, f.project_number, f.project_name, f.project_key
    from claim, failed f
    returning *
), agreed as (
    insert into consent (id, applicant_id, text_id, text_sha256, purposes, items, demand_id, channel, given_by,
        valid_until)
    select :consent_id, m.applicant_id, t.id, t.body_sha256, t.purposes, t.items, m.id, :channel, :account_id,
           now() + make_interval(days => t.valid_days)
    from made m
    join consent_text t on t.id = :consent_text_id
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'applicant', 'repost_demand', 'demand', id, :request_id,
           jsonb_build_object('parent_id', parent_id)
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
)
select response from claim
