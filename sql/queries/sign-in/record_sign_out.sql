-- Notes in the audit trail that an account signed out.
-- Parameters: account_id uuid, role text, request_id text.
-- Rows: one.
insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
values (:account_id, :role, 'sign_out', 'account', :account_id, :request_id)
returning true as recorded
