-- Drift is told of few scores as well, as uncertain (R-07).
alter table model_drift add column if not exists uncertain boolean not null default false;
