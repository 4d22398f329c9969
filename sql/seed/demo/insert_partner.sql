-- A partner system to try the scoring service with.
-- $1 the SHA-256 of its secret.
insert into partner (id, name, client_id, secret_sha256, scopes)
values (gen_random_uuid(), '演示合作系统', 'demo-partner', $1, '{scores}')
