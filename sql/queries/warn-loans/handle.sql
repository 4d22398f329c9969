-- Notes what was done about an alert; with a conclusion the alert is closed.
-- $1 alert id, $2 institution id, $3 officer id or null for the whole institution, $4 measure, $5 remark, $6 conclusion
-- or null, $7 account id, $8 role, $9 request id.
-- Rows: none when the alert is not theirs, else one; not changed when it was closed before.
with target as (
    select id, state from loan_alert where id = $1 and institution_id = $2 and ($3::uuid is null or officer_id = $3)
), changed as (
    update loan_alert a
    set state = case when $6::text is null then 'handling' else 'closed' end, conclusion = $6,
        closed_at = case when $6::text is not null then now() end
    from target t
    where a.id = t.id and a.state <> 'closed'
    returning a.id, a.state
), noted as (
    insert into alert_handling (alert_id, measure, remark, handled_by) select id, $4, $5, $7 from changed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $7, $8, 'handle_alert', 'loan_alert', id, $9, jsonb_build_object('measure', $4::text, 'state', state)
    from changed
)
select c.id is not null as changed, coalesce(c.state, t.state) as state
from target t
left join changed c on c.id = t.id
