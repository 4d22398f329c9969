-- A subject agrees to a text: for the institution of an order, for those that take a demand up, for a partner, or for
-- itself, as the text says.
-- Parameters: account_id uuid, key text, request_hash bytea, consent_id uuid, applicant_id uuid, text_id text, order_id
-- uuid?, demand_id uuid?, client_id text?, channel text, request_id text.
-- Rows: one; `response` is null when the key is taken, the text and the receiver do not fit, or what the consent would
-- be for has ended.
with named as (
    select t.id is not null as text_known, t.receiver, t.title, t.body_sha256, t.purposes, t.items, t.valid_days,
           o.id as order_id, o.institution_id, d.id as demand_id, p.id as partner_id,
           order_right_ended_at(o) is not null or coalesce(d.state in ('satisfied', 'failed') and not exists (
               select from loan_order x where x.demand_id = d.id and order_right_ended_at(x) is null), false) as ended,
           coalesce(t.id is not null and case t.receiver
               when 'institution' then num_nonnulls(o.id, d.id) = 1 and num_nonnulls(:order_id, :demand_id) = 1
                   and :client_id is null
               when 'partner' then p.id is not null and num_nonnulls(:order_id, :demand_id) = 0
               else num_nonnulls(:order_id, :demand_id) = 0 and :client_id is null
           end, false) as fits
    from (select 1) one
    left join consent_text t on t.id = :text_id and t.current
    left join loan_order o on o.id = :order_id::uuid and o.applicant_id = :applicant_id
    left join demand d on d.id = :demand_id::uuid and d.applicant_id = :applicant_id
    left join partner p on p.client_id = :client_id::text and p.state = 'active'
), numbered as (
    select n.*, next_consent_number() as number, now() + make_interval(days => n.valid_days) as valid_until,
           (select name from institution where id = n.institution_id) as institution_name,
           (select name from partner where id = n.partner_id) as partner_name,
           (select coalesce(jsonb_agg(jsonb_build_object('name', i.name, 'since', now(), 'until', null)
                    order by i.name), '[]')
            from loan_order o
            join institution i on i.id = o.institution_id
            where (o.id = n.order_id or o.demand_id = n.demand_id) and order_right_ended_at(o) is null) as institutions,
           (select jsonb_build_array(jsonb_build_object('name', name, 'since', now(), 'until', null))
            from partner where id = n.partner_id) as partners
    from named n
    where n.fits and not n.ended
), claim as (
    insert into idempotency (account_id, key, operation, request_hash, response)
    select :account_id, :key, 'give_consent', :request_hash, jsonb_build_object(
        'id', :consent_id::uuid, 'number', number, 'text_id', :text_id::text, 'title', title, 'receiver', receiver,
        'institution_name', institution_name, 'partner_name', partner_name, 'order_id', order_id,
        'demand_id', demand_id, 'purposes', purposes, 'items', items, 'channel', :channel::text, 'given_at', now(),
        'valid_until', valid_until, 'withdrawn_at', null, 'ended_at', null,
        'receivers', coalesce(partners, institutions), 'accesses', 0)
    from numbered
    on conflict do nothing
    returning response
), made as (
    insert into consent (id, number, applicant_id, text_id, text_sha256, purposes, items, institution_id, order_id,
        demand_id, partner_id, channel, given_by, valid_until)
    select :consent_id, n.number, :applicant_id, :text_id, n.body_sha256, n.purposes, n.items, n.institution_id,
        n.order_id, n.demand_id,
           n.partner_id, :channel, :account_id, n.valid_until
    from numbered n, claim
    returning id
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'applicant', 'give_consent', 'consent', id, :request_id,
           jsonb_build_object('text_id', :text_id::text)
    from made
)
select n.text_known, n.receiver, n.ended, n.order_id is not null as order_found,
       n.demand_id is not null as demand_found, n.partner_id is not null as partner_found, c.response
from named n
left join claim c on true
