-- What a demand that is posted again takes over.
-- $1 demand id, $2 applicant id. Rows: none when the demand is not the applicant's, else one.
select d.state, d.contact_name_cipher, d.contact_phone_cipher,
       exists (select from demand child where child.parent_id = d.id) as reposted
from demand d
where d.id = $1 and d.applicant_id = $2
