-- Failures are counted for each place from which a name is tried, so that strangers lock out themselves and not whom
-- they try. A place is a network or a device (known by a cookie), as a blind index; the empty one counts all places
-- from which the name has never been proven. Where and when it was proven stands in `proven_at`.
alter table sign_in_failure add column if not exists place bytea not null default ''::bytea;
alter table sign_in_failure add column if not exists proven_at timestamptz;
do $$ begin
    if (select array_length(conkey, 1) from pg_constraint where conname = 'sign_in_failure_pkey') = 1 then
        alter table sign_in_failure drop constraint sign_in_failure_pkey;
        alter table sign_in_failure add constraint sign_in_failure_pkey primary key (login_index, place);
    end if;
end $$;
