-- Rules run beside the live ones on real applications: a second person begins that, as with their activation.
alter table rule_version add column if not exists shadowed_by uuid references account (id);
do $$
begin
    alter table rule_version add constraint rule_version_shadow_four_eyes
        check (shadowed_by is null or shadowed_by <> drafted_by);
exception when duplicate_object then
    null;
end
$$;
grant update (shadowed_by) on rule_version to rongtong_app;
