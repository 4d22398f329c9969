-- The consent that lets somebody read a subject's facts now, the latest given; null when there is none. Who reads: the
-- institution of an order (`at_order`), a partner, or the subject itself (neither).
create or replace function live_consent(
    subject uuid, wanted_purpose text, at_order uuid, by_partner uuid
) returns uuid language sql stable as $$
    select c.id
    from consent c
    left join loan_order o on o.id = at_order
    where c.applicant_id = subject and wanted_purpose = any (c.purposes)
      and c.withdrawn_at is null and now() < c.valid_until
      and case
          when at_order is not null then o.applicant_id = subject and (
              c.order_id = o.id or c.demand_id = o.demand_id
              or (c.order_id is null and c.institution_id = o.institution_id))
          when by_partner is not null then c.partner_id = by_partner
          else num_nonnulls(c.institution_id, c.demand_id, c.partner_id) = 0
      end
    order by c.given_at desc, c.id desc
    limit 1
$$;

-- The newest fact of each wanted item that the consent covers, and the trace of the look. Null when there is no live
-- consent: then the attempt stands in the audit trail. `{"consent_id", "consent_number", "facts": [{"item", "source",
-- "value", "as_of", "received_at"}]}`.
create or replace function read_facts(
    subject uuid, wanted_purpose text, wanted_items text[], at_order uuid, by_partner uuid,
    by_account uuid, by_role text, request text
) returns jsonb language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    allowed consent%rowtype;
    found   jsonb;
begin
    select * into allowed from consent
    where id = live_consent(subject, wanted_purpose, at_order, by_partner);
    if allowed.id is null then
        insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
        values (by_account, by_role, 'facts_refused', 'applicant', subject, request,
                jsonb_build_object('purpose', wanted_purpose, 'order_id', at_order, 'partner_id', by_partner));
        return null;
    end if;
    select coalesce(jsonb_agg(jsonb_build_object(
               'item', f.item_code, 'source', i.source_code, 'value', f.value, 'as_of', f.as_of,
               'received_at', f.received_at) order by f.item_code), '[]')
    into found
    from (
        select distinct on (item_code) *
        from company_fact
        where applicant_id = subject and item_code = any (wanted_items) and item_code = any (allowed.items)
        order by item_code, as_of desc
    ) f
    join data_item i on i.code = f.item_code;
    insert into fact_access (consent_id, applicant_id, item_codes, purpose, order_id, institution_id,
        partner_id, account_id, request_id)
    select allowed.id, subject, array (select x from unnest(wanted_items) x where x = any (allowed.items)),
           wanted_purpose, at_order, (select institution_id from loan_order where id = at_order),
           by_partner, by_account, request;
    return jsonb_build_object(
        'consent_id', allowed.id, 'consent_number', allowed.number, 'facts', found);
end
$$;
revoke execute on function read_facts(uuid, text, text[], uuid, uuid, uuid, text, text) from public;
grant execute on function read_facts(uuid, text, text[], uuid, uuid, uuid, text, text) to rongtong_app;
