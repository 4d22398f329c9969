-- What an applicant agreed to, newest first, with those to whom it opens data by name.
-- Parameters: applicant_id uuid, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select c.id, c.number, c.text_id, t.title, t.receiver, i.name as institution_name, p.name as partner_name, c.order_id,
       c.demand_id, c.purposes, c.items, c.channel, utc(c.given_at) as given_at, utc(c.valid_until) as valid_until,
       utc(c.withdrawn_at) as withdrawn_at, utc(consent_ended_at(c)) as ended_at, consent_receivers(c) as receivers,
       (select count(*) from fact_access a where a.consent_id = c.id) as accesses
from consent c
join consent_text t on t.id = c.text_id
left join institution i on i.id = c.institution_id
left join partner p on p.id = c.partner_id
where c.applicant_id = :applicant_id and (:after_id::uuid is null or c.id < :after_id)
order by c.id desc
limit :rows_wanted
