-- What a demand that is posted again takes over.
-- Parameters: demand_id uuid, applicant_id uuid.
-- Rows: none when the demand is not the applicant's, else one.
select d.state, d.contact_name_cipher, d.contact_phone_cipher,
       exists (select from demand child where child.parent_id = d.id) as reposted
from demand d
where d.id = :demand_id and d.applicant_id = :applicant_id
