-- An alert says by which consent its finding was read; one that was read of the loan itself has none. The institution
-- keeps what it did about an alert, and reads what was found only while it may be shown.
alter table loan_alert add column if not exists by_consent uuid references consent (id);
update loan_alert a set by_consent = k.consent_id
from loan_check k
where k.id = a.check_id and a.by_consent is null and k.consent_id is not null
  and a.rule in (select f ->> 'rule' from jsonb_array_elements(k.result::jsonb -> 'findings') f
                 where exists (select from jsonb_object_keys(f -> 'read') as name
                               where name <> 'days_past_maturity'));
