-- Keeps what was measured today; when a model reaches the level `act` for certain, operators are notified, once.
-- Parameters: model text, version text, scores bigint, psi numeric, level text, uncertain boolean, report jsonb.
-- Rows: one with the day.
with before as (
    select level, uncertain from model_drift where model = :model and model_version = :version order by day desc limit 1
), kept as (
    insert into model_drift (model, model_version, day, scores, psi, level, uncertain, report)
    values (:model, :version, (now() at time zone 'Asia/Shanghai')::date, :scores, :psi, :level, :uncertain,
        :report)
    on conflict (model, model_version, day) do update
    set scores = excluded.scores, psi = excluded.psi, level = excluded.level,
        uncertain = excluded.uncertain, report = excluded.report, measured_at = now()
    returning day, model, level, uncertain
), message as (
    insert into inbox (kind, role, payload)
    select 'model_drifted', 'operator', jsonb_build_object('model', model)
    from kept
    where level = 'act' and not uncertain
      and not exists (select from before where level = 'act' and not uncertain)
)
select day from kept
