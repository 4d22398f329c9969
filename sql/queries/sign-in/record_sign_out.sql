-- Notes in the audit trail that an account signed out.
-- $1 account id, $2 its role, $3 request id.
-- Rows: one.
insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
values ($1, $2, 'sign_out', 'account', $1, $3)
returning true as recorded
