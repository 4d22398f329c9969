-- The completion period of an institution per financing type, in working days: 1 to 3 for credit loans,
-- 7 to 13 for all others. A change applies to new orders only, since an order keeps its computed deadline.
create table if not exists institution_deadline (
    institution_id uuid not null references institution (id),
    financing_type text not null,
    working_days   integer not null,
    primary key (institution_id, financing_type),
    constraint institution_deadline_range check (
        (financing_type = 'credit' and working_days between 1 and 3)
        or (financing_type = 'other' and working_days between 7 and 13)
    )
);
grant select, insert, update on institution_deadline to rongtong_app;

create or replace function completion_working_days(institution uuid, financing text)
returns integer language sql stable as $$
    select coalesce(
        (select working_days from institution_deadline
         where institution_id = institution and financing_type = financing),
        case financing when 'credit' then 3 else 13 end)
$$;
