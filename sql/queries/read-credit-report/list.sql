-- Reports, newest first: those of an applicant, of an officer's orders, or of an institution.
-- Parameters: scope scope, order_id uuid?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
with page as (
    -- Each scope has its index, read in order. Reports of one order go with the order, whoever made them; of all orders
    -- an officer finds those that it made itself and whose order it still has.
    (select id from report
     where :scope_kind::text = 'applicant' and applicant_id = :scope_id
       and (:order_id::uuid is null or order_id = :order_id) and (:after_id::uuid is null or id < :after_id)
     order by id desc limit :rows_wanted)
    union all
    (select r.id
     from report r
     join loan_order o on o.id = r.order_id
     where :scope_kind <> 'applicant' and r.order_id = :order_id and (:after_id is null or r.id < :after_id)
       and in_scope(:scope_kind, :scope_id, null, o.officer_id, o.institution_id)
     order by r.id desc limit :rows_wanted)
    union all
    (select r.id
     from account a
     cross join lateral (
         select m.id
         from report m
         join loan_order o on o.id = m.order_id
         where :order_id is null and m.made_by = a.id and (:after_id is null or m.id < :after_id)
           and (:scope_kind <> 'officer' or o.officer_id = :scope_id)
         order by m.id desc limit :rows_wanted
     ) r
     where :scope_kind = 'officer' and a.officer_id = :scope_id
        or :scope_kind = 'institution' and a.institution_id = :scope_id
     order by r.id desc limit :rows_wanted)
)
select r.id, r.number, r.version, r.order_id, o.number as order_number, i.name as institution_name,
       utc(r.created_at) as created_at, (select count(*) from report_view v where v.report_id = r.id) as views,
       :scope_kind = 'applicant' or showing_report(o.id, r.consent_id) = 'shown' as is_open
from page
join report r on r.id = page.id
join loan_order o on o.id = r.order_id
join institution i on i.id = o.institution_id
order by r.id desc
