-- A partner system by its client id.
-- $1 client id. Rows: none when it is not known or suspended, else one.
select id, secret_sha256, scopes, requests_per_minute
from partner
where client_id = $1 and state = 'active'
