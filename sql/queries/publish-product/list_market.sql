-- A page of the products on the shelf that meet the filters; a filter that is null lets everything through, and a list
-- of the version that is empty restricts nothing.
-- $1 category, $2 institution id, $3 guarantee mode, $4 amount, $5 term in months, $6 highest lowest rate,
-- $7 region code, $8 industry section, $9 subject type, $10 pattern for the names, $11 order (newest, rate, amount),
-- $12 and $13 sort key and id after which the page begins, or null, $14 rows wanted.
-- Rows: 0 to $14, each with the number of all products that meet the filters.
with matching as (
    select p.id, p.number, p.institution_id, i.name as institution_name, i.category_code,
           v.version, v.name, v.summary, v.guarantee_mode, v.amount_min, v.amount_max,
           v.term_months_min, v.term_months_max, v.annual_rate_min, v.annual_rate_max,
           v.subject_types, v.region_codes, v.industry_sections,
           case $11::text when 'rate' then v.annual_rate_min when 'amount' then -v.amount_max else 0 end as sort_key
    from product p
    join product_version v on v.id = p.current_version_id
    join institution i on i.id = p.institution_id
    where p.state = 'on_shelf' and i.state = 'active'
      and ($1::text is null or i.category_code = $1)
      and ($2::uuid is null or p.institution_id = $2)
      and ($3::text is null or v.guarantee_mode = $3)
      and ($4::numeric is null or $4 between v.amount_min and v.amount_max)
      and ($5::integer is null or $5 between v.term_months_min and v.term_months_max)
      and ($6::numeric is null or v.annual_rate_min <= $6)
      and ($7::text is null or v.region_codes = '{}' or $7 = any(v.region_codes))
      and ($8::text is null or v.industry_sections = '{}' or $8 = any(v.industry_sections))
      and ($9::text is null or v.subject_types = '{}' or $9 = any(v.subject_types))
      and ($10::text is null or v.name ilike $10 or i.name ilike $10)
)
select m.*, (select count(*) from matching) as total
from matching m
where $13::uuid is null or m.sort_key > $12::numeric or (m.sort_key = $12::numeric and m.id < $13)
order by m.sort_key, m.id desc
limit $14
