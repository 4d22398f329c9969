-- Where the scores of the last thirty days lie in the population that trained the model, at most the last twenty
-- thousand. What a partner sent may be anything and stays out: only what was scored by a firm's consent counts.
-- Parameters: model text, version text.
-- Rows: one; `deciles` is how many per tenth, `quarters` for each input how many per letter.
with recent as materialized (
    select (place ->> 'decile')::integer as decile, place ->> 'quarters' as quarters
    from score
    where created_at > now() - interval '30 days' and consent_id is not null
      and place ->> 'model' = :model and place ->> 'version' = :version
    order by created_at desc
    limit 20000
), letter as (
    select i, substr(r.quarters, i, 1) as letter, count(*) as scores
    from recent r
    cross join generate_series(1, length(r.quarters)) as i
    group by 1, 2
)
select (select count(*) from recent) as scores,
       (select jsonb_agg(n.scores order by n.tenth)
        from (select tenth, count(r.decile) as scores
              from generate_series(0, 9) as tenth left join recent r on r.decile = tenth group by tenth) n) as deciles,
       (select coalesce(jsonb_agg(l.letters order by l.i), '[]')
        from (select i, jsonb_object_agg(letter, scores) as letters from letter group by i) l) as quarters
