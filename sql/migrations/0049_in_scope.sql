-- Whose rows a caller may see, said once: the kind of the caller's scope, its id, and the row's applicant, officer and
-- institution (null where the row has none). A kind that is not known sees nothing. The planner inlines this, so that
-- with the values at hand only the comparison of the scope is left, which an index can answer.
create or replace function in_scope(kind text, id uuid, applicant_id uuid, officer_id uuid, institution_id uuid)
returns boolean language sql immutable as $$
    select case kind
        when 'applicant' then applicant_id = id
        when 'officer' then officer_id = id
        when 'institution' then institution_id = id
        when 'all' then true
        else false
    end
$$;
