-- What a demand that is posted again takes over.
-- Parameters: demand_id uuid, applicant_id uuid, consent_text_id text?.
-- Rows: none when the demand is not the applicant's, else one; `..._known` say whether the words and the
-- text are still there.
select d.state, d.amount, d.contact_name_cipher, d.contact_phone_cipher,
       exists (select from demand child where child.parent_id = d.id) as reposted,
       exists (select from purpose p where p.code = d.purpose and p.enabled) as purpose_known,
       d.guarantee_mode is null or exists (
           select from guarantee_mode g where g.code = d.guarantee_mode and g.enabled) as mode_known,
       :consent_text_id::text is null or exists (
           select from consent_text where id = :consent_text_id and current
               and receiver = 'institution') as consent_text_known
from demand d
where d.id = :demand_id and d.applicant_id = :applicant_id
