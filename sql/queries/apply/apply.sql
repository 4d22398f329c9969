-- An applicant applies for a product on the shelf. The idempotency key is claimed first; only who claims it makes an
-- order, so that the same application sent twice, even at once, makes one.
-- Parameters: account_id uuid, key text, request_hash bytea, order_id uuid, applicant_id uuid, product_id uuid, amount
-- numeric, term_months integer, purpose text, contact_name bytea (sealed), contact_phone bytea (sealed),
-- contact_phone_index bytea, request_id text, consent_text_id text?, consent_id uuid?, device_index bytea?,
-- project_number text?, project_name text?, project_key text?, channel text.
-- Rows: one with the answer; none when the key is taken or the product does not admit the application.
with offer as (
    select v.id as version_id, p.institution_id, g.financing_type, a.region_code,
           next_order_number() as number,
           working_hours_later(now(), i.grab_hours) as stage_due_at,
           working_deadline(now(), completion_working_days(i.id, g.financing_type)) as complete_due_at
    from product p
    join product_version v on v.id = p.current_version_id
    join institution i on i.id = p.institution_id
    join guarantee_mode g on g.code = v.guarantee_mode
    join applicant a on a.id = :applicant_id
    left join industry n on n.code = a.industry_code
    where p.id = :product_id and p.state = 'on_shelf' and i.state = 'active'
      and :amount::numeric between v.amount_min and v.amount_max
      and :term_months::integer between v.term_months_min and v.term_months_max
      and i.open_applications_max > (
          select count(*) from loan_order o
          join product_version w on w.id = o.product_version_id
          where o.applicant_id = a.id and w.product_id = p.id and o.ended_at is null)
      and product_serves(v, a.subject_type, a.region_code, n.section)
      and exists (select from purpose where code = :purpose and enabled)
      and (:consent_text_id::text is null or exists (
          select from consent_text where id = :consent_text_id and current and receiver = 'institution'))
), claim as (
    insert into idempotency (account_id, key, operation, request_hash, response)
    select :account_id, :key, 'apply', :request_hash, jsonb_build_object(
        'id', :order_id::uuid, 'number', number, 'state', 'submitted', 'product_id', :product_id::uuid,
        'institution_id', institution_id, 'amount', :amount::numeric(18, 2)::text, 'term_months', :term_months::integer,
        'purpose', :purpose::text, 'submitted_at', now(), 'stage_due_at', stage_due_at,
        'complete_due_at', complete_due_at, 'due_is_provisional', is_provisional(complete_due_at),
        'consent_id', :consent_id::uuid)
    from offer
    on conflict do nothing
    returning response
), made as (
    insert into loan_order (id, number, applicant_id, institution_id, product_version_id, amount,
        term_months, purpose, financing_type, contact_name_cipher, contact_phone_cipher,
        contact_phone_index, region_code, state, stage_due_at, complete_due_at, due_is_provisional,
        device_index, project_number, project_name, project_key)
    select :order_id, o.number, :applicant_id, o.institution_id, o.version_id, :amount, :term_months, :purpose,
        o.financing_type, :contact_name, :contact_phone, :contact_phone_index,
           o.region_code, 'submitted', o.stage_due_at, o.complete_due_at, is_provisional(o.complete_due_at),
           :device_index, :project_number, :project_name, :project_key
    from offer o, claim
    returning *
), agreed as (
    insert into consent (id, applicant_id, text_id, text_sha256, purposes, items, institution_id, order_id, channel,
        given_by, valid_until)
    select :consent_id, m.applicant_id, t.id, t.body_sha256, t.purposes, t.items, m.institution_id, m.id, :channel,
        :account_id,
           now() + make_interval(days => t.valid_days)
    from made m
    join consent_text t on t.id = :consent_text_id
), event as (
    insert into order_event (order_id, to_state, actor_id, actor_role, request_id)
    select id, state, :account_id, 'applicant', :request_id from made
)
select response from claim
