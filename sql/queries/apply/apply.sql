-- An applicant applies for a product on the shelf. The idempotency key is claimed first; only who claims it makes an
-- order, so that the same application sent twice, even at once, makes one.
-- $1 account id, $2 key, $3 request hash, $4 id of the new order, $5 applicant id, $6 product id, $7 amount,
-- $8 term in months, $9 purpose, $10 contact name, $11 contact phone (both sealed), $12 phone index, $13 request id,
-- $14 consent text id and $15 id of the consent, both null where none is given, $16 device index, $17 project number,
-- $18 project name, $19 its key; each null where it is not known.
-- Rows: one with the answer; none when the key is taken or the product does not admit the application.
with offer as (
    select v.id as version_id, p.institution_id, g.financing_type, a.region_code,
           next_order_number() as number, i.name as institution_name,
           working_hours_later(now(), i.grab_hours) as stage_due_at,
           working_deadline(now(), completion_working_days(i.id, g.financing_type)) as complete_due_at
    from product p
    join product_version v on v.id = p.current_version_id
    join institution i on i.id = p.institution_id
    join guarantee_mode g on g.code = v.guarantee_mode
    join applicant a on a.id = $5
    left join industry n on n.code = a.industry_code
    where p.id = $6 and p.state = 'on_shelf' and i.state = 'active'
      and $7::numeric between v.amount_min and v.amount_max
      and $8::integer between v.term_months_min and v.term_months_max
      and (v.subject_types = '{}' or a.subject_type = any(v.subject_types))
      and (v.region_codes = '{}' or a.region_code = any(v.region_codes))
      and (v.industry_sections = '{}' or n.section = any(v.industry_sections))
      and exists (select from purpose where code = $9 and enabled)
      and ($14::text is null or exists (
          select from consent_text where id = $14 and current and receiver = 'institution'))
), claim as (
    insert into idempotency (account_id, key, operation, request_hash, response)
    select $1, $2, 'apply', $3, jsonb_build_object(
        'id', $4::uuid, 'number', number, 'state', 'submitted', 'product_id', $6::uuid,
        'institution_id', institution_id, 'amount', $7::numeric(18, 2)::text, 'term_months', $8::integer,
        'purpose', $9::text, 'submitted_at', now(), 'stage_due_at', stage_due_at,
        'complete_due_at', complete_due_at, 'due_is_provisional', is_provisional(complete_due_at),
        'consent_id', $15::uuid)
    from offer
    on conflict do nothing
    returning response
), made as (
    insert into loan_order (id, number, applicant_id, institution_id, product_version_id, amount,
        term_months, purpose, financing_type, contact_name_cipher, contact_phone_cipher,
        contact_phone_index, region_code, state, stage_due_at, complete_due_at, due_is_provisional,
        device_index, project_number, project_name, project_key)
    select $4, o.number, $5, o.institution_id, o.version_id, $7, $8, $9, o.financing_type, $10, $11, $12,
           o.region_code, 'submitted', o.stage_due_at, o.complete_due_at, is_provisional(o.complete_due_at),
           $16, $17, $18, $19
    from offer o, claim
    returning *
), agreed as (
    insert into consent (id, applicant_id, text_id, text_sha256, purposes, items, institution_id, order_id, channel,
        given_by, valid_until)
    select $15, m.applicant_id, t.id, t.body_sha256, t.purposes, t.items, m.institution_id, m.id, 'web', $1,
           now() + make_interval(days => t.valid_days)
    from made m
    join consent_text t on t.id = $14
), event as (
    insert into order_event (order_id, to_state, actor_id, actor_role)
    select id, state, $1, 'applicant' from made
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select $1, 'applicant', 'apply', 'loan_order', id, $13 from made
), message as (
    insert into inbox (kind, institution_id, payload)
    select 'order_arrived', m.institution_id, jsonb_build_object(
        'order_id', m.id, 'order_number', m.number, 'state', m.state, 'institution_name', o.institution_name)
    from made m, offer o
), notice as (
    insert into outbox (kind, institution_id, payload)
    select 'order_arrived', institution_id, jsonb_build_object('order_id', id) from made
)
select response from claim
