-- Three firms of the demo city that are known for the wrong reasons.
insert into list_entry (kind, subject, credit_code, reason, source)
select 'black', 'credit_code', credit_code, '提供虚假财务报表', '平台核查'
from applicant
where credit_code is not null and id in (
    select applicant_id from account where oidc_subject in ('firm-0061', 'firm-0561', 'firm-1061'))
