-- What is due first is read first: an index for each who works by deadline. An order that waits for nobody has none.
create index if not exists loan_order_due_by_officer on loan_order (officer_id, stage_due_at, id)
    where stage_due_at is not null;
create index if not exists loan_order_due_by_institution on loan_order (institution_id, stage_due_at, id)
    where stage_due_at is not null;

-- A manager looks at one officer's orders, and counts them in the officer's index too.
drop index if exists loan_order_by_officer_and_state;
create index if not exists loan_order_by_officer_and_state on loan_order (officer_id, state, id)
    include (institution_id);

-- The states of an order of which no step is due any more, and those of one that is under way.
create or replace function states_that_are_over(is_over boolean) returns text[] language sql immutable as $$
    select case when is_over
        then array ['disbursed', 'settled', 'withdrawn', 'not_chosen', 'first_review_refused', 'credit_refused',
                    'disbursement_refused']
        else array ['submitted', 'grabbed', 'first_review_passed', 'credit_granted'] end
$$;

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
