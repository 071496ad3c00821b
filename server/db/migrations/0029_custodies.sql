-- How long the evidence of each claim is kept; the row has its claim's id.
create table custodies (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  buyer uuid,
  is_held boolean
);
create index custodies_held_of on custodies (buyer) where is_held;
alter table custodies enable row level security;
alter table custodies force row level security;
create policy own on custodies using (tenant = app_tenant()) with check (tenant = app_tenant());
