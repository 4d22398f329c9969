-- 集中度 (R-03): the share of all money that is out which one industry, district, institution or borrower may hold
-- before the regulator is warned.
create table if not exists concentration_limit (
    dimension text primary key,
    share_max numeric(9, 6) not null,
    constraint concentration_limit_dimension check (dimension in ('industry', 'region', 'institution', 'borrower')),
    constraint concentration_limit_share check (share_max > 0 and share_max <= 1)
);
insert into concentration_limit (dimension, share_max) values
    ('industry', 0.25), ('region', 0.30), ('institution', 0.20), ('borrower', 0.05)
on conflict (dimension) do nothing;
grant select on concentration_limit to rongtong_app;
