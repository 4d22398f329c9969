-- What the city offers to the orders that are made: the working days, the shelves, who stands behind which counter, and
-- the texts that officers write. It lies in a schema of its own, which two connections share and which goes in the end.
-- `chance` falls the same way for the same seed.
drop schema if exists orders_plan, orders_batch_0, orders_batch_1 cascade;
create schema orders_plan;
create schema orders_batch_0;
create schema orders_batch_1;
set search_path = orders_plan, public;

create function chance(n bigint, turn integer) returns float8 language sql immutable as $$
    select (hashint8extended(n, turn + 1000 * :seed) & 9007199254740991)::float8
           / 9007199254740992
$$;

-- A whole number, both ends included.
create function draw(n bigint, turn integer, low integer, high integer)
returns integer language sql immutable as $$
    select low + floor(chance(n, turn) * (high - low + 1))::integer
$$;

-- An id (UUIDv7) of something that was made at a moment. One expression, so that it becomes part of the statement.
create function id_of(made_at timestamptz, n bigint, turn integer) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from made_at) * 1000)::bigint), 12, '0')
            || '7' || lpad(to_hex(hashint8extended(n, 500 + turn + 1000 * :seed) & 4095), 3, '0')
            || '8' || lpad(to_hex(hashint8extended(n, -turn - 1000 * :seed) & 1152921504606846975), 15, '0'))::uuid
$$;

-- Time is stretched to the end of the day, so that the same seed makes the same orders all day long.
create function end_of_day(at timestamptz) returns timestamptz language sql immutable as $$
    select ((at at time zone 'Asia/Shanghai')::date + 1)::timestamp at time zone 'Asia/Shanghai'
$$;

-- Days by their place among the working days. `opens_on` is the day itself or the next working one.
create unlogged table plan_day as
select day, is_working, sum(is_working::integer) over (order by day) as ordinal,
       min(day) filter (where is_working) over (order by day rows between current row and unbounded following)
           as opens_on
from calendar_day;
create unique index on plan_day (day);
create unlogged table plan_workday as select ordinal, day from plan_day where is_working;
create unique index on plan_workday (ordinal);

-- Minutes of office hours, 8:30 to 17:30, since the calendar begins; and the moment at which so many have passed.
create function office_minute(day date, ordinal bigint, is_working boolean, at timestamptz)
returns bigint language sql immutable as $$
    select case when is_working then 540 * (ordinal - 1) + greatest(0, least(540, extract(epoch from
                    (at at time zone 'Asia/Shanghai') - day::timestamp)::bigint / 60 - 510))
                else 540 * ordinal end
$$;
create function office_moment(day date, minute bigint) returns timestamptz language sql immutable as $$
    select (day + make_interval(mins => (510 + (minute - 1) % 540)::integer)) at time zone 'Asia/Shanghai'
$$;

-- Each version of a product while it was on the shelf; banks stand there four times, since they get most orders.
create unlogged table plan_shelf as
with shelved as (
    select v.*, p.institution_id, g.financing_type, i.category_code, v.decided_at as shelved_at,
           coalesce(lead(v.decided_at) over (partition by p.id order by v.version), p.delisted_at) as unshelved_at
    from product_version v
    join product p on p.id = v.product_id
    join institution i on i.id = p.institution_id
    join guarantee_mode g on g.code = v.guarantee_mode
    where v.state in ('approved', 'superseded') and p.state <> 'draft'
)
select row_number() over (order by shelved_at, id, copy)::integer as place, id as product_version_id, institution_id,
       financing_type, guarantee_mode, amount_min, amount_max, term_months_min, term_months_max, annual_rate_min,
       annual_rate_max, subject_types, region_codes, industry_sections, shelved_at,
       coalesce(unshelved_at, 'infinity') as unshelved_at
from shelved
cross join generate_series(1, case when category_code = 'bank' then 4 else 1 end) as copy;
create unique index on plan_shelf (place);

-- Institutions in two rings, the banks and the others: several different ones are a few strides apart.
create unlogged table plan_institution as
select id, name, category_code = 'bank' as is_bank,
       row_number() over (partition by category_code = 'bank' order by created_at, id)::integer - 1 as place,
       count(*) over (partition by category_code = 'bank')::integer as size,
       completion_working_days(id, 'credit') as credit_days, completion_working_days(id, 'other') as other_days,
       grab_hours, first_review_hours, credit_hours, disbursement_hours
from institution
where state = 'active' and exists (select from officer where institution_id = institution.id);

create unlogged table plan_manager as
select row_number() over (order by i.id)::integer as place, i.id as institution_id, a.id
from institution i
join lateral (select id from account where institution_id = i.id and role = 'manager' and state = 'active'
              order by id limit 1) a on true
where i.state = 'active';

-- Who may take an order of a district.
create unlogged table plan_team as
select f.institution_id, r.code as region_code, array_agg(f.id order by f.id) as officers,
       array_agg(a.id order by f.id) as accounts, count(*)::integer as size
from officer f
join account a on a.officer_id = f.id
cross join region r
where f.state = 'active' and officer_covers(f.id, r.code)
group by 1, 2;

-- What applicants are like: those of the city, again and again. `kind` is what shelves ask for.
create unlogged table plan_profile as
select row_number() over (order by a.created_at, a.id)::integer - 1 as place, a.subject_type, a.organisation_name,
       a.region_code, a.industry_code, n.section, a.size_class,
       dense_rank() over (order by a.subject_type, a.region_code, n.section)::integer as kind
from applicant a
join account c on c.applicant_id = a.id and c.oidc_issuer is distinct from 'https://identity.invalid/orders'
left join industry n on n.code = a.industry_code;
create unique index on plan_profile (place);

-- The shelves that admit a kind of applicant throughout a month.
create unlogged table plan_offer as
select k.kind, m.month, array_agg(s.place order by s.place) as shelves, count(*)::integer as size
from (select distinct kind, subject_type, region_code, section from plan_profile) k
cross join generate_series((select min(shelved_at) from plan_shelf), now() + interval '1 month', interval '1 month')
    as day
cross join lateral (select date_trunc('month', day at time zone 'Asia/Shanghai')::date as month) m
join plan_shelf s on s.shelved_at < m.month::timestamp at time zone 'Asia/Shanghai'
     and s.unshelved_at > (m.month + interval '1 month') at time zone 'Asia/Shanghai'
     and (s.subject_types = '{}' or k.subject_type = any (s.subject_types))
     and (s.region_codes = '{}' or k.region_code = any (s.region_codes))
     and (s.industry_sections = '{}' or k.section = any (s.industry_sections))
group by 1, 2;
create unique index on plan_offer (kind, month);

create unlogged table plan_guarantor as
select row_number() over (order by id)::integer - 1 as place, id as institution_id, count(*) over ()::integer as size
from institution where category_code = 'guarantor' and state = 'active';
create unlogged table plan_purpose as
select row_number() over (order by position, code)::integer - 1 as place, code, count(*) over ()::integer as size
from purpose where enabled;

-- The texts of each kind as an array.
create unlogged table plan_remark (kind text primary key, texts text[] not null);

-- What a batch is made of.
create unlogged table plan_applicant (
    place integer primary key, number bigint not null, id uuid not null, account_id uuid not null,
    created_at timestamptz not null, profile integer not null);
create unlogged table plan_number as
select substr(number, 3, 8)::date as day, max(right(number, 6)::integer) as used
from loan_order
where number like 'RT%'
group by 1;
alter table plan_number add primary key (day);
create unlogged table sealed_applicant (
    place integer primary key, organisation_name text, credit_code text, name_cipher bytea not null,
    phone_cipher bytea not null, phone_index bytea not null);
create unlogged table plan_verdict (
    place integer not null, has_consent boolean not null, subject_type text not null, outcome text not null,
    reasons text[] not null, version_ids uuid[] not null, inputs jsonb not null, result text not null,
    points numeric, grade text, probability numeric, answer jsonb);
analyze plan_day;
analyze plan_workday;
analyze plan_shelf;
analyze plan_institution;
analyze plan_team;
analyze plan_profile;
analyze plan_offer
