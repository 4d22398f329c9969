-- Notes what was done about an alert; with a conclusion the alert is closed.
-- Parameters: scope scope, alert_id uuid, measure text, remark text, conclusion text?,
-- account_id uuid, role text, request_id text.
-- Rows: none when the alert is not theirs, else one; not changed when it was closed before.
with target as (
    select id, state from loan_alert
    where id = :alert_id and in_scope(:scope_kind, :scope_id, null, officer_id, institution_id)
), changed as (
    update loan_alert a
    set state = case when :conclusion::text is null then 'handling' else 'closed' end, conclusion = :conclusion,
        closed_at = case when :conclusion::text is not null then now() end
    from target t
    where a.id = t.id and a.state <> 'closed'
    returning a.id, a.state
), noted as (
    insert into alert_handling (alert_id, measure, remark, handled_by)
    select id, :measure, :remark, :account_id from changed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'handle_alert', 'loan_alert', id, :request_id,
           jsonb_build_object('measure', :measure::text, 'state', state)
    from changed
)
select c.id is not null as changed, coalesce(c.state, t.state) as state
from target t
left join changed c on c.id = t.id
