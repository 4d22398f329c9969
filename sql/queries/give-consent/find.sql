-- Whether a consent is an applicant's own.
-- $1 consent id, $2 applicant id. Rows: one when it is, else none.
select id from consent where id = $1 and applicant_id = $2
