-- Lists are kept by two people (R-10): one proposes an entry with its reason and source, another puts it in force; one
-- proposes its removal with a reason, another removes it. Entries are never deleted.
alter table list_entry add column if not exists state text not null default 'active';
alter table list_entry add column if not exists shown text;
-- A telephone number has an index of its own in demands.
alter table list_entry add column if not exists demand_digest bytea;
alter table list_entry add column if not exists proposed_by uuid references account (id);
alter table list_entry add column if not exists approved_by uuid references account (id);
alter table list_entry add column if not exists approved_at timestamptz;
alter table list_entry add column if not exists removal_proposed_by uuid references account (id);
alter table list_entry add column if not exists removal_reason text;
alter table list_entry add column if not exists removed_by uuid references account (id);
alter table list_entry add column if not exists removed_at timestamptz;
do $$
begin
    alter table list_entry
        add constraint list_entry_state check (state in ('proposed', 'active', 'removed')),
        add constraint list_entry_four_eyes check (approved_by <> proposed_by),
        add constraint list_entry_removed check ((state = 'removed') = (removed_at is not null)),
        add constraint list_entry_removal_four_eyes check (
            approved_by is null or removed_by is null or removed_by <> removal_proposed_by);
exception when duplicate_object then
    null;
end
$$;
-- Each subject stands once in a list; what was removed may come back.
create unique index if not exists list_entry_credit_code_once on list_entry (credit_code, kind)
    where credit_code is not null and state <> 'removed';
create unique index if not exists list_entry_digest_once on list_entry (digest, subject, kind)
    where digest is not null and state <> 'removed';
create index if not exists list_entry_by_demand_digest on list_entry (demand_digest) where demand_digest is not null;
create index if not exists list_entry_newest on list_entry (created_at desc, id desc);
drop index if exists list_entry_by_credit_code;
drop index if exists list_entry_by_digest;
grant insert on list_entry to rongtong_app;
grant update (state, approved_by, approved_at, removal_proposed_by, removal_reason, removed_by, removed_at)
    on list_entry to rongtong_app;
create or replace trigger list_entry_removed_final before update on list_entry
    for each row when (old.state = 'removed') execute function refuse_final();
