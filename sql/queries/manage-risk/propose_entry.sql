-- Proposes an entry of a list. A device is named by an order that came from it.
-- Parameters: entry_id uuid, kind text, subject text, credit_code text?, digest bytea?, demand_digest bytea?,
-- order_number text?, shown text, reason text, source text, valid_until date?, account_id uuid, role text, request_id
-- text.
-- Rows: one; `made` is false when the subject stands in the list, or no such order says from which device it came.
with named as (
    select case when :subject::text = 'device' then (select device_index from loan_order where number = :order_number)
                else :digest::bytea end as digest
), made as (
    insert into list_entry (id, kind, subject, credit_code, digest, demand_digest, shown, reason, source, valid_until,
        state, proposed_by)
    select :entry_id, :kind, :subject, :credit_code, n.digest, :demand_digest, :shown, :reason, :source, :valid_until,
           'proposed', :account_id
    from named n
    where num_nonnulls(n.digest, :credit_code::text) = 1
    on conflict do nothing
    returning id
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'propose_entry', 'list_entry', id, :request_id,
           jsonb_build_object('kind', :kind::text, 'subject', :subject::text)
    from made
)
select exists (select from made) as made,
       n.digest is not null or :credit_code::text is not null as is_known
from named n
