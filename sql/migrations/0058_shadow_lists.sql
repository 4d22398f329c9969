-- The newest runs of a version in the shadow, and those that differed.
create index if not exists shadow_run_newest on shadow_run (version_id, created_at desc) include (differs);
create index if not exists shadow_run_differing on shadow_run (version_id, run_id) where differs;
drop index if exists shadow_run_by_version;
