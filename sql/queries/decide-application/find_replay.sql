-- A run with the rules that it was pinned to, in their order.
-- Parameters: scope scope, run_id uuid.
-- Rows: none when the run is not the caller's to see, else one; `showing` says whether an institution may be shown it
-- now.
select r.inputs, r.result, showing('loan_review', o.id, r.consent_id) as showing,
       (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'kind', v.kind, 'version', v.version, 'body', v.body)
            order by p.place), '[]')
        from unnest(r.version_ids) with ordinality as p (id, place)
        join rule_version v on v.id = p.id) as versions
from decision_run r
join loan_order o on o.id = r.order_id
where r.id = :run_id and (:scope_kind = 'all' or o.officer_id is not null)
  and in_scope(:scope_kind, :scope_id, null, o.officer_id, o.institution_id)
