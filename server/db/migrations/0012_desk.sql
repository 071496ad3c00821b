-- The desk's own: views that people keep by name, what was done that is no case of its own, and which rows of an
-- uploaded table became what.

create table saved_views (
  id uuid primary key,
  tenant uuid not null references tenants,
  owner uuid not null references people,
  name text not null,
  -- The state of a table as it stands in the address of the page; never a phone number.
  query text not null,
  -- Whether everybody at the tenant's desk sees it.
  shared boolean not null,
  changed_at timestamptz not null,
  unique (tenant, owner, name)
);
create index saved_views_shared on saved_views (tenant, name) where shared;

-- Who exported, gave a role, made a key, retried an errand. Only ever added to: there is no policy to change a row.
create table audit (
  seq bigint generated always as identity primary key,
  tenant uuid not null references tenants,
  at timestamptz not null,
  by jsonb not null,
  type text not null,
  body jsonb not null
);
create index audit_newest on audit (tenant, seq desc);

-- A row of an uploaded table, known again by its keyed fingerprint: uploading the same table twice does nothing twice.
create table imported_rows (
  tenant uuid not null references tenants,
  fingerprint bytea not null,
  case_id uuid not null,
  at timestamptz not null,
  primary key (tenant, fingerprint)
);

-- Errands that were given up, for the operator's page.
create index outbox_dead on outbox (tenant, dead_at desc) where dead_at is not null;

do $$
declare t text;
begin
  foreach t in array array['saved_views', 'audit', 'imported_rows'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['saved_views', 'imported_rows'] loop
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;
create policy seen on audit for select using (tenant = app_tenant());
create policy added on audit for insert with check (tenant = app_tenant());
