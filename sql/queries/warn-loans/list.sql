-- Alerts, newest first: an officer's own, or those of an institution.
-- Parameters: scope scope, state text?, severity text?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`; what was found is null where it may not be shown now.
with page as (
    -- Each scope has its index, read in order.
    (select id from loan_alert
     where :scope_kind::text = 'officer' and officer_id = :scope_id
       and (:state::text is null or state = :state) and (:severity::text is null or severity = :severity)
       and (:after_id::uuid is null or id < :after_id)
     order by id desc limit :rows_wanted)
    union all
    (select id from loan_alert
     where :scope_kind = 'institution' and institution_id = :scope_id
       and (:state is null or state = :state) and (:severity is null or severity = :severity)
       and (:after_id is null or id < :after_id)
     order by id desc limit :rows_wanted)
)
select a.id, a.order_id, o.number as order_number, p.organisation_name as borrower, a.officer_id,
       f.name_cipher as officer_name_cipher, a.rule,
       case when shown.now then a.title end as title, case when shown.now then a.reason end as reason,
       case when shown.now then a.sentence end as sentence, a.severity, to_char(a.period, 'YYYY-MM') as period,
       a.state, a.conclusion,
       utc(a.created_at) as created_at, utc(a.closed_at) as closed_at
from page
join loan_alert a on a.id = page.id
join loan_order o on o.id = a.order_id
join applicant p on p.id = a.applicant_id
join officer f on f.id = a.officer_id
cross join lateral (
    select a.by_consent is null or showing('post_loan', o.id, a.by_consent) = 'shown' as now
) shown
order by a.id desc
