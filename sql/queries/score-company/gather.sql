-- What a caller may know of a firm in order to score it; the look is traced, or the refusal.
-- $1 applicant id wanted; $2 the caller's own applicant id, $3 its officer id, either null; $4 purpose, $5 account id,
-- $6 role, $7 request id. An officer needs an order of the firm in hand: open for a review, paid out for `post_loan`.
-- Rows: none when the firm is not the caller's to look at, else one; `facts` is null without a live consent.
with subject as materialized (
    select a.id, n.section, o.id as order_id
    from applicant a
    left join industry n on n.code = a.industry_code
    left join lateral (
        select id from loan_order
        where applicant_id = a.id and officer_id = $3
          and case $4::text when 'post_loan' then state = 'disbursed' else ended_at is null end
        order by submitted_at desc
        limit 1
    ) o on true
    where a.id = $1 and (a.id = $2 or o.id is not null)
)
select id as applicant_id, order_id, section,
       read_facts(id, $4, array ['registration', 'penalties', 'tax', 'social_insurance', 'utilities',
           'court_enforcement', 'accounts'], order_id, null, $5, $6, $7) as facts
from subject
