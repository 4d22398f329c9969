-- The consent texts that can be agreed to now, with the data that each names.
-- Parameters: none.
-- Rows: one per text.
select t.id, t.title, t.body, encode(t.body_sha256, 'hex') as body_sha256, t.receiver, t.purposes,
       (select jsonb_agg(jsonb_build_object('code', i.code, 'title', i.title, 'source', s.title)
            order by array_position(t.items, i.code))
        from data_item i join data_source s on s.code = i.source_code
        where i.code = any (t.items)) as items,
       t.valid_days
from consent_text t
where t.current
order by t.id
