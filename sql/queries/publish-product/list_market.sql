-- A page of the products on the shelf that meet the filters; a filter that is null lets everything through, and a list
-- of the version that is empty restricts nothing.
-- Parameters: category_code text?, institution_id uuid?, guarantee_mode text?, amount numeric?, term_months integer?,
-- annual_rate_max numeric?, region_code text?, industry_section text?, subject_type text?, name_pattern text?, sort
-- text, after_key numeric?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`, each with the number of all products that meet the filters.
with matching as (
    select p.id, p.number, p.institution_id, i.name as institution_name, i.category_code,
           v.version, v.name, v.summary, v.guarantee_mode, v.amount_min, v.amount_max,
           v.term_months_min, v.term_months_max, v.annual_rate_min, v.annual_rate_max,
           v.subject_types, v.region_codes, v.industry_sections,
           case :sort::text when 'rate' then v.annual_rate_min when 'amount' then -v.amount_max else 0 end as sort_key
    from product p
    join product_version v on v.id = p.current_version_id
    join institution i on i.id = p.institution_id
    where p.state = 'on_shelf' and i.state = 'active'
      and (:category_code::text is null or i.category_code = :category_code)
      and (:institution_id::uuid is null or p.institution_id = :institution_id)
      and (:guarantee_mode::text is null or v.guarantee_mode = :guarantee_mode)
      and (:amount::numeric is null or :amount between v.amount_min and v.amount_max)
      and (:term_months::integer is null or :term_months between v.term_months_min and v.term_months_max)
      and (:annual_rate_max::numeric is null or v.annual_rate_min <= :annual_rate_max)
      and (:region_code::text is null or v.region_codes = '{}' or :region_code = any(v.region_codes))
      and (:industry_section::text is null or v.industry_sections = '{}'
           or :industry_section = any(v.industry_sections))
      and (:subject_type::text is null or v.subject_types = '{}' or :subject_type = any(v.subject_types))
      and (:name_pattern::text is null or v.name ilike :name_pattern or i.name ilike :name_pattern)
)
select m.*, (select count(*) from matching) as total
from matching m
where :after_id::uuid is null or m.sort_key > :after_key::numeric
   or (m.sort_key = :after_key::numeric and m.id < :after_id)
order by m.sort_key, m.id desc
limit :rows_wanted
