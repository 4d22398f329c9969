-- Whom a version of a product serves, said once: its lists of subject types, districts and industry sections, an empty
-- one restricting nothing. An applicant without a district or an industry is outside of every list. The planner inlines
-- this.
create or replace function product_serves(v product_version, subject_type text, region_code text, section text)
returns boolean language sql immutable as $$
    select coalesce((v.subject_types = '{}' or subject_type = any (v.subject_types))
        and (v.region_codes = '{}' or region_code = any (v.region_codes))
        and (v.industry_sections = '{}' or section = any (v.industry_sections)), false)
$$;
