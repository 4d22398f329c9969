-- Whether a consent is an applicant's own.
-- Parameters: consent_id uuid, applicant_id uuid.
-- Rows: one when it is, else none.
select id from consent where id = :consent_id and applicant_id = :applicant_id
