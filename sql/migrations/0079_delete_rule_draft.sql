-- A draft of the rules that nobody needs can be deleted. What decided, or ran beside what decided, is kept: by this
-- trigger and by the foreign keys of the runs.
create or replace trigger rule_version_kept before delete on rule_version
    for each row when (old.state <> 'draft') execute function refuse_final();
grant delete on rule_version to rongtong_app;
