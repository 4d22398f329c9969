-- A partner system by its client id.
-- Parameters: client_id text.
-- Rows: none when it is not known or suspended, else one.
select id, secret_sha256, scopes, requests_per_minute
from partner
where client_id = :client_id and state = 'active'
