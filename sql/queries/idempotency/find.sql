-- The answer kept under a caller's idempotency key.
-- Parameters: account_id uuid, key text.
-- Rows: none when the key is free, else one.
select operation, request_hash, response
from idempotency
where account_id = :account_id and key = :key
