-- What anybody with a printed report may learn: that there is such a report, and its digest.
-- Parameters: number text.
-- Rows: none when there is no such report, else one.
select number, version, encode(content_sha256, 'hex') as digest, utc(created_at) as created_at
from report
where number = :number
