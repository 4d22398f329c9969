-- A page of the versions that wait for a role, the one that waits longest first, each with what is on the shelf now.
-- Parameters: role text, after_time text?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select v.id as version_id, v.version, v.state as version_state, s.role as step_role, v.product_id,
       p.number as product_number, p.state as product_state, p.institution_id, i.name as institution_name,
       utc(v.submitted_at) as submitted_at, v.name, v.summary, v.guarantee_mode, v.amount_min, v.amount_max,
       v.term_months_min, v.term_months_max, v.annual_rate_min, v.annual_rate_max,
       v.subject_types, v.region_codes, v.industry_sections, v.conditions, v.materials,
       (select jsonb_build_object(
            'version', c.version, 'name', c.name, 'summary', c.summary, 'guarantee_mode', c.guarantee_mode,
            'amount_min', c.amount_min::text, 'amount_max', c.amount_max::text,
            'term_months_min', c.term_months_min, 'term_months_max', c.term_months_max,
            'annual_rate_min', c.annual_rate_min::text, 'annual_rate_max', c.annual_rate_max::text,
            'subject_types', c.subject_types, 'region_codes', c.region_codes,
            'industry_sections', c.industry_sections, 'conditions', c.conditions, 'materials', c.materials)
        from product_version c where c.id = p.current_version_id and p.state = 'on_shelf') as current,
       coalesce((
           select jsonb_agg(jsonb_build_object(
               'role', r.role, 'verdict', r.verdict, 'reason', r.reason,
               'reviewed_at', to_char(r.reviewed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
               order by r.position)
           from product_review r where r.version_id = v.id), '[]') as reviews
from product_version v
join product p on p.id = v.product_id
join institution i on i.id = p.institution_id
join approval_step s on s.position = v.review_position
where v.state = 'in_review' and s.role = :role and p.state <> 'delisted'
  and (:after_id::uuid is null or (v.submitted_at, v.id) > (:after_time::text::timestamptz, :after_id))
order by v.submitted_at, v.id
limit :rows_wanted
