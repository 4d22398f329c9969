-- The answer kept under a caller's idempotency key.
-- $1 account id, $2 key. No row when the key is free, else one.
select operation, request_hash, response
from idempotency
where account_id = $1 and key = $2
