-- What was measured last of each model's newest version, with the thirty days before.
-- Parameters: none.
-- Rows: one per model.
select d.model, d.model_version, d.day, d.scores, d.psi, d.level, d.uncertain, d.report,
       utc(d.measured_at) as measured_at,
       (select jsonb_agg(jsonb_build_object('day', h.day, 'psi', h.psi::text, 'level', h.level,
            'uncertain', h.uncertain, 'scores', h.scores)
            order by h.day)
        from model_drift h
        where h.model = d.model and h.model_version = d.model_version and h.day > d.day - 30) as history
from (select distinct on (model) * from model_drift order by model, measured_at desc) d
order by d.model
