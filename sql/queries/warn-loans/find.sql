-- An alert with the record of its handling.
-- Parameters: scope scope, alert_id uuid.
-- Rows: none when it is not theirs; what was found is null where it may not be shown now.
select a.id, a.order_id, o.number as order_number, p.organisation_name as borrower, a.officer_id,
       f.name_cipher as officer_name_cipher, a.rule,
       case when shown.now then a.title end as title, case when shown.now then a.reason end as reason,
       case when shown.now then a.sentence end as sentence, a.severity, to_char(a.period, 'YYYY-MM') as period,
       a.state, a.conclusion,
       utc(a.created_at) as created_at, utc(a.closed_at) as closed_at,
       (select coalesce(jsonb_agg(jsonb_build_object('measure', h.measure, 'remark', h.remark,
            'handled_at', utc(h.handled_at), 'handled_by', x.login) order by h.id), '[]')
        from alert_handling h
        join account x on x.id = h.handled_by
        where h.alert_id = a.id) as record
from loan_alert a
join loan_order o on o.id = a.order_id
join applicant p on p.id = a.applicant_id
join officer f on f.id = a.officer_id
cross join lateral (
    select a.by_consent is null or showing('post_loan', o.id, a.by_consent) = 'shown' as now
) shown
where a.id = :alert_id and in_scope(:scope_kind, :scope_id, null, a.officer_id, a.institution_id)
