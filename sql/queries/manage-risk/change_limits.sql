-- Sets the bounds of concentration.
-- Parameters: industry_share numeric, region_share numeric, institution_share numeric, borrower_share numeric,
-- account_id uuid, request_id text.
-- Rows: one with the bounds as they are now.
with given (dimension, share_max) as (
    values ('industry', :industry_share::numeric), ('region', :region_share), ('institution', :institution_share),
        ('borrower', :borrower_share)
), before as (
    select dimension, share_max from concentration_limit order by dimension for no key update
), changed as (
    update concentration_limit c
    set share_max = g.share_max
    from given g
    join before b on b.dimension = g.dimension
    where c.dimension = g.dimension
    returning c.dimension, c.share_max
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, request_id, detail)
    select :account_id, 'regulator', 'set_limits', 'concentration_limit', :request_id, jsonb_build_object(
        'before', (select jsonb_object_agg(dimension, share_max) from before),
        'after', (select jsonb_object_agg(dimension, share_max) from changed))
)
select max(share_max) filter (where dimension = 'industry') as industry,
       max(share_max) filter (where dimension = 'region') as region,
       max(share_max) filter (where dimension = 'institution') as institution,
       max(share_max) filter (where dimension = 'borrower') as borrower
from changed
