-- What anybody with a printed report may learn: that there is such a report, and its digest. The number counts up, so
-- it proves nothing alone: who asks must have the beginning of the digest as well.
-- Parameters: number text, digest text (lower-case hex digits, the whole digest or its beginning).
-- Rows: none when there is no such report or its digest begins otherwise, else one.
select number, version, encode(content_sha256, 'hex') as digest, utc(created_at) as created_at
from report
where number = :number and starts_with(encode(content_sha256, 'hex'), :digest)
