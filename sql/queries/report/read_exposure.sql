-- Outstanding loans, of the market or of one institution: by industry, district, institution, guarantee mode and
-- borrower with what concentrates, what guarantors bear, and the compensation pools.
-- Parameters: scope scope.
-- Rows: one, its columns JSON.
with loans as (
    select o.id, o.applicant_id, o.institution_id, o.disbursed_amount as amount, o.region_code, s.section,
           o.credit_guarantee_mode as guarantee_mode, o.guarantee_amount
    from loan_order o
    join applicant a on a.id = o.applicant_id
    left join industry s on s.code = a.industry_code
    where o.state = 'disbursed' and in_scope(:scope_kind, :scope_id, null, null, o.institution_id)
), total as (
    select count(*) as loans, count(distinct applicant_id) as borrowers, coalesce(sum(amount), 0) as amount from loans
), parts as (
    select p.dimension, p.code, count(*) as loans, count(distinct l.applicant_id) as borrowers, sum(l.amount) as amount
    from loans l
    cross join lateral (values
        ('industry', l.section), ('region', l.region_code), ('institution', l.institution_id::text),
        ('guarantee_mode', l.guarantee_mode), ('borrower', l.applicant_id::text)) as p (dimension, code)
    where p.dimension <> 'institution' or :scope_kind = 'all'
    group by 1, 2
), shares as (
    select p.*, p.amount / t.amount as share, c.share_max,
           row_number() over (partition by p.dimension order by p.amount desc, p.code) as rank
    from parts p
    cross join total t
    left join concentration_limit c on c.dimension = p.dimension
), dimensions as (
    select s.dimension, max(s.share_max)::text as share_max, round(sum(s.share * s.share), 6)::text as herfindahl,
           coalesce(bool_or(s.share > s.share_max), false) as is_concentrated,
           -- Borrowers are not named here (G-18): the largest ten are shown by their rank alone.
           jsonb_agg(jsonb_build_object(
               'code', case when s.dimension <> 'borrower' then s.code end, 'name', i.name, 'rank', s.rank,
               'loans', s.loans, 'borrowers', s.borrowers, 'amount', s.amount::numeric(18, 2)::text,
               'share', round(s.share, 6)::text, 'is_concentrated', coalesce(s.share > s.share_max, false))
               order by s.rank) filter (where s.dimension <> 'borrower' or s.rank <= 10) as items
    from shares s
    left join institution i on s.dimension = 'institution' and i.id::text = s.code
    group by s.dimension
), covered as (
    select k.pool_id, count(*) filter (where k.ended_at is null) as covered_loans,
           coalesce(sum(o.disbursed_amount) filter (where k.ended_at is null), 0) as covered_amount,
           count(k.paid_amount) as paid_loans, coalesce(sum(k.loss_amount), 0) as loss_amount,
           coalesce(sum(k.paid_amount), 0) as paid_amount
    from compensation k
    join loan_order o on o.id = k.order_id
    where in_scope(:scope_kind, :scope_id, null, null, o.institution_id)
    group by 1
)
select jsonb_build_object(
           'loans', t.loans, 'borrowers', t.borrowers, 'amount', t.amount::numeric(18, 2)::text) as total,
       coalesce((select jsonb_agg(d order by array_position(
           array ['industry', 'region', 'institution', 'borrower', 'guarantee_mode'], d.dimension))
           from dimensions d), '[]') as dimensions,
       (select jsonb_build_object(
            'loans', count(*), 'loan_amount', coalesce(sum(amount), 0)::numeric(18, 2)::text,
            'guarantee_amount', coalesce(sum(guarantee_amount), 0)::numeric(18, 2)::text)
        from loans where guarantee_amount is not null) as guarantees,
       coalesce((select jsonb_agg(jsonb_build_object(
            'id', p.id, 'name', p.name, 'is_active', p.is_active, 'fund_amount', p.fund_amount::text,
            'share', p.share::text, 'leverage_max', p.leverage_max::text,
            'leverage', round(p.covered_amount / p.fund_amount, 2)::text,
            'left_amount', (p.fund_amount - p.paid_amount)::text,
            'covered_loans', coalesce(c.covered_loans, 0),
            'covered_amount', coalesce(c.covered_amount, 0)::numeric(18, 2)::text,
            'paid_loans', coalesce(c.paid_loans, 0),
            'loss_amount', coalesce(c.loss_amount, 0)::numeric(18, 2)::text,
            'paid_amount', coalesce(c.paid_amount, 0)::numeric(18, 2)::text) order by p.name)
        from compensation_pool p left join covered c on c.pool_id = p.id), '[]') as pools
from total t
