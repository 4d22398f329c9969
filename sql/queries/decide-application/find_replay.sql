-- A run with the rules that it was pinned to, in their order.
-- $1 run id, $2 institution id and $3 officer id of the caller, null for any.
-- Rows: none when the run is not the caller's to see, else one.
select r.inputs, r.result,
       (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'kind', v.kind, 'version', v.version, 'body', v.body)
            order by p.place), '[]')
        from unnest(r.version_ids) with ordinality as p (id, place)
        join rule_version v on v.id = p.id) as versions
from decision_run r
join loan_order o on o.id = r.order_id
where r.id = $1 and ($2::uuid is null or o.institution_id = $2) and ($3::uuid is null or o.officer_id = $3)
