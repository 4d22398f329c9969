-- A manager takes a version back out of review. What was submitted stays on record as it was, so that its terms go on
-- in a draft of their own.
alter table product_version drop constraint if exists product_version_state;
alter table product_version add constraint product_version_state check (
    state in ('draft', 'in_review', 'approved', 'rejected', 'superseded', 'withdrawn'));
create or replace trigger product_version_decided_final before update of state on product_version
    for each row when (
        old.state in ('rejected', 'superseded', 'withdrawn')
        or (old.state = 'approved' and new.state <> 'superseded'))
    execute function refuse_final();
