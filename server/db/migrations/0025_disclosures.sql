-- What people were told and shown of a claim: a case of its own with the claim's id, so that neither waits for the other.
create table disclosures (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null
);
alter table disclosures enable row level security;
alter table disclosures force row level security;
create policy own on disclosures using (tenant = app_tenant()) with check (tenant = app_tenant());
