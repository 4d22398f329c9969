-- A subject takes a consent back.
-- Parameters: consent_id uuid, applicant_id uuid, account_id uuid, request_id text.
-- Rows: none when the consent is not the applicant's, else one; the moment of the first withdrawal.
with target as (
    select id, number, withdrawn_at from consent where id = :consent_id and applicant_id = :applicant_id
), changed as (
    update consent c set withdrawn_at = now()
    from target t
    where c.id = t.id and c.withdrawn_at is null
    returning c.id, c.withdrawn_at, c.order_id, c.demand_id
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select :account_id, 'applicant', 'withdraw_consent', 'consent', id, :request_id from changed
), message as (
    -- Each officer who reads by it learns why the credit report is closed now.
    insert into inbox (kind, officer_id, payload)
    select 'consent_withdrawn', o.officer_id, jsonb_build_object('order_id', o.id, 'order_number', o.number)
    from changed c
    cross join lateral (
        select x from loan_order x where x.id = c.order_id
        union all
        select x from loan_order x where x.demand_id = c.demand_id
    ) given (x)
    cross join lateral (select (given.x).*) o
    where o.officer_id is not null and order_right_ended_at(given.x) is null
)
select t.id, t.number, utc(coalesce(c.withdrawn_at, t.withdrawn_at, now())) as withdrawn_at
from target t
left join changed c on c.id = t.id
