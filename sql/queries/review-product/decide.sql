-- A reviewer gives a verdict on a version whose step of the approval chain is the reviewer's. An approval hands it to
-- the next enabled step; the last one puts it on the shelf in place of the version before.
-- Parameters: version_id uuid, account_id uuid, role text, verdict text, reason text, request_id text, review_id uuid.
-- Rows: none when there is no such version or it is still a draft, else one; a refusal when it is not in review, its
-- product is delisted, the step is another role's or the version the reviewer's own.
with target as (
    select v.id, v.product_id, v.version, v.name, v.state, v.review_position, v.submitted_by, v.created_by,
           p.number, p.state as product_state, p.institution_id
    from product p
    join product_version v on v.product_id = p.id
    where v.id = :version_id and v.state <> 'draft'
    for no key update of p, v
), judged as (
    -- The step is looked up only now, with the row locked: a reviewer who waited for the lock sees the new state.
    select t.*,
           (select min(position) from approval_step where enabled and position > t.review_position) as next_position,
           case when t.state <> 'in_review' or t.product_state = 'delisted' then 'state_conflict'
                when :account_id in (t.submitted_by, t.created_by) then 'own_submission'
                -- The reviewer's step is behind: it was decided, perhaps a moment ago by a colleague.
                when s.position < t.review_position then 'state_conflict'
                when s.position is distinct from t.review_position then 'not_your_step' end as refusal
    from target t
    left join approval_step s on s.role = :role
), decided as (
    update product_version v
    set state = case when :verdict = 'reject' then 'rejected' when j.next_position is null then 'approved'
                     else 'in_review' end,
        review_position = case when :verdict = 'approve' then j.next_position end,
        decided_at = case when :verdict = 'reject' or j.next_position is null then now() end,
        reject_reason = case when :verdict = 'reject' then :reason end
    from judged j
    -- The row is locked and judged as it is now; a condition on v here would look at it as it was before the wait.
    where v.id = j.id and j.refusal is null
    returning v.id, v.product_id, v.version, v.name, v.state, j.number, j.institution_id,
              j.review_position as position, v.review_position as next_position
), superseded as (
    update product_version v
    set state = 'superseded'
    from decided d
    where d.state = 'approved' and v.product_id = d.product_id and v.id <> d.id and v.state = 'approved'
), shelved as (
    update product p
    set state = 'on_shelf', current_version_id = d.id
    from decided d
    where d.state = 'approved' and p.id = d.product_id
    returning p.id, p.state
), verdict as (
    insert into product_review (id, version_id, position, role, verdict, reason, reviewer_id)
    select :review_id, id, position, :role, :verdict, :reason, :account_id from decided
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, :role, 'review_product', 'product_version', id, :request_id,
           jsonb_build_object('verdict', :verdict, 'state', state, 'position', position)
    from decided
), message as (
    insert into inbox (kind, institution_id, payload)
    select 'product_reviewed', institution_id, jsonb_build_object(
        'product_id', product_id, 'product_number', number, 'product_name', name, 'version', version,
        'verdict', :verdict, 'reason', :reason, 'state', state)
    from decided
), handed_on as (
    insert into inbox (kind, role, payload)
    select 'product_submitted', s.role, jsonb_build_object(
        'product_id', d.product_id, 'product_number', d.number, 'product_name', d.name, 'version_id', d.id,
        'version', d.version, 'institution_name', i.name)
    from decided d
    join approval_step s on s.position = d.next_position
    join institution i on i.id = d.institution_id
)
select case when d.id is null then coalesce(j.refusal, 'state_conflict') end as refusal,
       case when d.id is null and j.product_state = 'delisted' then 'delisted' else j.state end as state,
       j.id as version_id, j.product_id, coalesce(d.state, j.state) as version_state,
       coalesce(s.state, j.product_state) as product_state
from judged j
left join decided d on d.id = j.id
left join shelved s on s.id = j.product_id
