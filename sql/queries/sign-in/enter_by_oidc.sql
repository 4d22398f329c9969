-- The account of a subject of the OpenID provider, made at the first sign-in. Two first sign-ins at once make one.
-- Parameters: account_id uuid, issuer text, subject text, request_id text.
-- Rows: one.
with known as (
    -- Of the role `applicant`, which is the column's own: the functions may write no other.
    insert into account as a (id, oidc_issuer, oidc_subject)
    values (:account_id, :issuer, :subject)
    on conflict on constraint account_oidc_unique do update set oidc_subject = excluded.oidc_subject
    returning a.id, a.role, a.state, a.institution_id, a.officer_id, a.id = :account_id as made
), entering as (
    select k.id, k.role, k.made,
           k.state = 'active' and coalesce(i.state, 'active') = 'active'
               and coalesce(o.state, 'active') = 'active' as usable
    from known k
    left join institution i on i.id = k.institution_id
    left join officer o on o.id = k.officer_id
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select id, role, case when usable then 'sign_in' else 'sign_in_failed' end, 'account', id, :request_id,
           jsonb_build_object('by', 'oidc', 'new_account', made)
    from entering
)
select id, usable from entering
