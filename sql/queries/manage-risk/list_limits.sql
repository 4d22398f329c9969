-- The bounds of concentration.
-- Parameters: none.
-- Rows: one with the share that one part of each dimension may hold.
select max(share_max) filter (where dimension = 'industry') as industry,
       max(share_max) filter (where dimension = 'region') as region,
       max(share_max) filter (where dimension = 'institution') as institution,
       max(share_max) filter (where dimension = 'borrower') as borrower
from concentration_limit
