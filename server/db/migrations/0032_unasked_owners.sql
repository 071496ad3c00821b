-- A report writes some fifteen rows, and PostgreSQL asked for the owner of each, and locked that owner's row, each time: a
-- sixth of what a report costs the database. A transaction is bound to one tenant already, which row level security checks
-- again, and neither tenants nor people are ever deleted. A test looks that every row has its owner
-- (server/backup/backup.test.ts).
-- Rather stop with an error, to be begun again, than hold up everybody who waits behind it.
set local lock_timeout = '10s';
alter table private_values drop constraint private_values_tenant_fkey, drop constraint private_values_person_fkey;
alter table facts drop constraint facts_tenant_fkey;
alter table outbox drop constraint outbox_tenant_fkey;
alter table orders drop constraint orders_tenant_fkey;
alter table idempotency drop constraint idempotency_tenant_fkey;
