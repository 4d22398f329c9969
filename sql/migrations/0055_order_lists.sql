-- Lists of orders and their totals read an index alone, also where they ask for a state or a product.
create index if not exists loan_order_by_state on loan_order (state, id);
create index if not exists loan_order_by_officer_and_state on loan_order (officer_id, state, id);
create index if not exists loan_order_by_institution_and_state on loan_order (institution_id, state, id);
create index if not exists loan_order_by_product on loan_order (product_version_id, institution_id, state, id)
    where product_version_id is not null;
