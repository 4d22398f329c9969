-- How long an institution may read of a firm: for a review until the order has ended, for the care of a loan while it
-- is outstanding. `live_consent` asks here, and so does everything that reads by it.
create or replace function order_serves(wanted_purpose text, state text, ended_at timestamptz)
returns boolean language sql immutable as $$
    select case wanted_purpose
        when 'loan_review' then ended_at is null
        when 'post_loan' then state = 'disbursed'
        else false
    end
$$;

-- The consent that lets somebody read a subject's facts now, the latest given; null when there is none. Who reads: the
-- institution of an order (`at_order`), a partner, or the subject itself (neither). A consent for an order ends with
-- what the order is for, whatever its text allows.
create or replace function live_consent(
    subject uuid, wanted_purpose text, at_order uuid, by_partner uuid
) returns uuid language sql stable as $$
    select c.id
    from consent c
    left join loan_order o on o.id = at_order
    where c.applicant_id = subject and wanted_purpose = any (c.purposes)
      and c.withdrawn_at is null and now() < c.valid_until
      and case
          when at_order is not null then o.applicant_id = subject
              and order_serves(wanted_purpose, o.state, o.ended_at)
              and (c.order_id = o.id or c.demand_id = o.demand_id
                   or (c.order_id is null and c.institution_id = o.institution_id))
          when by_partner is not null then c.partner_id = by_partner
          else num_nonnulls(c.institution_id, c.demand_id, c.partner_id) = 0
      end
    order by c.given_at desc, c.id desc
    limit 1
$$;

-- Whether the institution of an order may be shown now what was derived from a firm's data: `shown`, or why not. What
-- no consented data went into (`by_consent` is null) needs no consent, but an order that is in hand all the same.
create or replace function showing(wanted_purpose text, at_order uuid, by_consent uuid)
returns text language sql stable as $$
    select coalesce((
        select case
            when not order_serves(wanted_purpose, o.state, o.ended_at) then 'order_ended'
            when by_consent is not null and live_consent(o.applicant_id, wanted_purpose, o.id, null) is null
                then 'consent_missing'
            else 'shown'
        end
        from loan_order o
        where o.id = at_order
    ), 'order_ended')
$$;

-- The same of a credit report. One that was made for a loan that was paid out belongs to the institution's file of the
-- loan and stays readable there; every other closes with its order.
create or replace function showing_report(at_order uuid, by_consent uuid)
returns text language sql stable as $$
    select coalesce((
        select case when o.state in ('disbursed', 'settled') then 'shown'
                    else showing('loan_review', o.id, by_consent) end
        from loan_order o
        where o.id = at_order
    ), 'order_ended')
$$;
