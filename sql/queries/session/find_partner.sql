-- What a partner that has an access token may do now.
-- Parameters: partner_id uuid.
-- Rows: none when it may do nothing any more, else one.
select scopes, requests_per_minute
from partner
where id = :partner_id and state = 'active'
