-- The project that a demand is for, as an application has it: an order that comes of the demand takes it over, and what
-- is asked for twice is seen (B-13).
alter table demand
    add column if not exists project_number text,
    add column if not exists project_name   text,
    add column if not exists project_key    text;
create index if not exists demand_by_project_number on demand (project_number) where project_number is not null;
create index if not exists demand_by_project_key on demand (applicant_id, project_key) where project_key is not null;
