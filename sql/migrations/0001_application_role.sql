-- The role under which every function works. It owns nothing: each migration grants it exactly the
-- verbs that a function needs, so that the append-only tables stay append-only whatever a function does.
-- The login user that carries it is made by scripts/up, outside the migrations, with its password.
do $$
begin
    if not exists (select from pg_roles where rolname = 'rongtong_app') then
        create role rongtong_app nologin;
    end if;
exception when duplicate_object or unique_violation then
    null; -- another database of the same cluster made it at the same moment
end
$$;
grant usage on schema public to rongtong_app;
