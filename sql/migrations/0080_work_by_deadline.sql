-- What is due first is read first: an index for each who works by deadline. An order that waits for nobody has none.
create index if not exists loan_order_due_by_officer on loan_order (officer_id, stage_due_at, id)
    where stage_due_at is not null;
create index if not exists loan_order_due_by_institution on loan_order (institution_id, stage_due_at, id)
    where stage_due_at is not null;

-- The spans in which an officer thinks of deadlines, without a gap or an overlap: behind already (`overdue`), before
-- the end of today (`today`), after that and before the end of Sunday (`week`). A day is Shanghai's.
create or replace function due_from(span text) returns timestamptz language sql stable as $$
    select case span
        when 'overdue' then '-infinity'::timestamptz
        when 'today' then now()
        when 'week' then (shanghai_today() + 1)::timestamp at time zone 'Asia/Shanghai'
    end
$$;
create or replace function due_until(span text) returns timestamptz language sql stable as $$
    select case span
        when 'overdue' then now()
        when 'today' then (shanghai_today() + 1)::timestamp at time zone 'Asia/Shanghai'
        when 'week' then
            (date_trunc('week', shanghai_today()::timestamp) + interval '7 days') at time zone 'Asia/Shanghai'
    end
$$;

-- The least id (UUIDv7) that something made on a day of Shanghai may have. Ids run with time, so that an index by id
-- answers for a range of days as well; whoever asks leaves a day on either side and compares the time itself too.
create or replace function first_id_of(day date) returns uuid language sql stable as $$
    select (lpad(to_hex(greatest((extract(epoch from day::timestamp at time zone 'Asia/Shanghai') * 1000)::bigint, 0)),
        12, '0') || '00000000000000000000')::uuid
$$;
