-- For each foreign key of the schema a statement that counts the rows that refer to nothing.
-- No parameters. Rows: one for each foreign key.
select c.conrelid::regclass || '.' || c.conname as name,
       format('select count(*) from %s c where num_nulls(%s) = 0 and not exists (select from %s p where %s)',
              c.conrelid::regclass, string_agg(format('c.%I', a.attname), ', '), c.confrelid::regclass,
              string_agg(format('c.%I = p.%I', a.attname, b.attname), ' and ')) as statement
from pg_constraint c
cross join lateral unnest(c.conkey, c.confkey) as k (own, other)
join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.other
where c.contype = 'f' and c.connamespace = 'public'::regnamespace
group by c.oid, c.conrelid, c.confrelid, c.conname
order by pg_relation_size(c.conrelid) desc, name
