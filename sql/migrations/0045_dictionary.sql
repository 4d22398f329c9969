-- 数据字典 (O-11): the operator adds, names, orders, disables and removes words. What was edited here no longer follows
-- the files of reference data, and what was removed does not come back with them. A guarantee mode decides which
-- completion period applies, so none is added or removed here.
alter table institution_category add column if not exists edited_at timestamptz;
alter table guarantee_mode add column if not exists edited_at timestamptz;
alter table purpose add column if not exists edited_at timestamptz;
create table if not exists removed_word (
    kind       text not null,
    code       text not null,
    removed_at timestamptz not null default now(),
    primary key (kind, code)
);

-- The reference data know nothing of `edited_at`: a row that they bring has none, an update by them leaves it.
create or replace function keep_edited_word() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.edited_at is null and exists (
            select from removed_word where kind = tg_table_name and code = new.code) then
            return null;
        end if;
    elsif new.edited_at is not distinct from old.edited_at and old.edited_at is not null then
        new.name := old.name;
        new.position := old.position;
    end if;
    return new;
end
$$;
create or replace trigger institution_category_edited before insert or update on institution_category
    for each row execute function keep_edited_word();
create or replace trigger guarantee_mode_edited before insert or update on guarantee_mode
    for each row execute function keep_edited_word();
create or replace trigger purpose_edited before insert or update on purpose
    for each row execute function keep_edited_word();

grant insert, delete on institution_category, purpose to rongtong_app;
grant update (name, position, enabled, edited_at) on institution_category, guarantee_mode, purpose to rongtong_app;
grant select, insert on removed_word to rongtong_app;
