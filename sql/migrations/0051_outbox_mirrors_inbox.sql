-- Every message inside the platform is also to be delivered outside of it: the outbox mirrors the inbox. What leaves
-- the platform names things by their ids alone, so that a channel learns no name and no number.
alter table outbox add column if not exists role text;
alter table outbox add column if not exists message_id uuid references inbox (id);

create or replace function mirror_messages() returns trigger language plpgsql as $$
begin
    insert into outbox (kind, applicant_id, institution_id, officer_id, role, message_id, payload)
    select m.kind, m.applicant_id, m.institution_id, m.officer_id, m.role, m.id,
           coalesce((select jsonb_object_agg(key, value) from jsonb_each(m.payload) where key like '%\_id'), '{}')
    from written m
    order by m.created_at, m.id;
    return null;
end
$$;
create or replace trigger inbox_mirror after insert on inbox
    referencing new table as written for each statement execute function mirror_messages();
