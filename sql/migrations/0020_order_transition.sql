-- The order's life as data: each row a step that may be taken. `shared/domain` holds the same table, and a test
-- compares the two.
create table if not exists order_transition (
    from_state text not null,
    to_state   text not null,
    primary key (from_state, to_state)
);
insert into order_transition (from_state, to_state) values
    ('submitted', 'grabbed'),
    ('submitted', 'withdrawn'),
    ('grabbed', 'first_review_passed'),
    ('grabbed', 'first_review_refused'),
    ('grabbed', 'not_chosen'),
    ('grabbed', 'withdrawn'),
    ('first_review_passed', 'credit_granted'),
    ('first_review_passed', 'credit_refused'),
    ('first_review_passed', 'not_chosen'),
    ('first_review_passed', 'withdrawn'),
    ('credit_granted', 'disbursed'),
    ('credit_granted', 'disbursement_refused'),
    ('disbursed', 'settled')
on conflict do nothing;
grant select on order_transition to rongtong_app;
