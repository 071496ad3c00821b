-- After-sales rules that merchants publish, each from a moment on.
create table policies (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  merchant uuid not null,
  from_at timestamptz not null
);
create index policies_of_merchant on policies (tenant, merchant, from_at desc, id desc);
alter table policies enable row level security;
alter table policies force row level security;
create policy own on policies using (tenant = app_tenant()) with check (tenant = app_tenant());
