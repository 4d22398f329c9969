-- Keeps what was measured today; when a model has come to the level `act`, operators are told, once.
-- $1 model, $2 version, $3 scores, $4 PSI of the score, $5 level, $6 report. Rows: one with the day.
with before as (
    select level from model_drift where model = $1 and model_version = $2 order by day desc limit 1
), kept as (
    insert into model_drift (model, model_version, day, scores, psi, level, report)
    values ($1, $2, (now() at time zone 'Asia/Shanghai')::date, $3, $4, $5, $6)
    on conflict (model, model_version, day) do update
    set scores = excluded.scores, psi = excluded.psi, level = excluded.level, report = excluded.report,
        measured_at = now()
    returning day, model, level
), message as (
    insert into inbox (kind, role, payload)
    select 'model_drifted', 'operator', jsonb_build_object('model', model)
    from kept
    where level = 'act' and not exists (select from before where level = 'act')
)
select day from kept
