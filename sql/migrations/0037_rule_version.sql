-- Rules as data. A version is drafted by one person and activated by another, from a moment on; the live version of a
-- kind is the one activated last whose moment has come, a product's own before the common one. A shadow version runs
-- beside the live one and decides nothing (R-18).
create table if not exists rule_version (
    id             uuid primary key,
    kind           text not null,
    product_id     uuid references product (id),
    version        integer not null,
    title          text not null,
    body           jsonb not null,
    state          text not null default 'draft',
    drafted_by     uuid references account (id),
    activated_by   uuid references account (id),
    effective_from timestamptz,
    created_at     timestamptz not null default now(),
    constraint rule_version_kind check (kind in ('verification', 'anti_fraud', 'admission', 'post_loan')),
    constraint rule_version_state check (state in ('draft', 'shadow', 'active', 'retired')),
    constraint rule_version_active check (state <> 'active' or effective_from is not null),
    constraint rule_version_four_eyes check (activated_by is null or activated_by <> drafted_by)
);
create unique index if not exists rule_version_number on rule_version
    (kind, coalesce(product_id, '00000000-0000-0000-0000-000000000000'), version);
create index if not exists rule_version_live on rule_version (kind, effective_from desc) where state = 'active';
grant select, insert on rule_version to rongtong_app;
grant update (state, activated_by, effective_from) on rule_version to rongtong_app;

-- A version that has once been looked at never changes: its rules stay what a run was decided by.
create or replace function refuse_changed_rules() returns trigger language plpgsql as $$
begin
    raise exception 'the rules of a version do not change' using errcode = 'insufficient_privilege';
end
$$;
create or replace trigger rule_version_body before update of body, kind, product_id, version on rule_version
    for each row execute function refuse_changed_rules();

-- The version of a kind that decides about a product now.
create or replace function live_rules(wanted text, for_product uuid) returns uuid language sql stable as $$
    select id from rule_version
    where kind = wanted and state = 'active' and effective_from <= now()
      and (product_id is null or product_id = for_product)
    order by (product_id is not null) desc, effective_from desc, version desc
    limit 1
$$;
