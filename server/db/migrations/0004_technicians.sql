-- Technicians: a person with skills and a territory. `id` is the person's.
create table technicians (
  id uuid primary key references people,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  on_duty boolean not null,
  skills jsonb not null,
  appliances text[] not null,
  territory text[] not null,
  latitude float8,
  longitude float8,
  place_until timestamptz,
  rating_mean numeric,
  rating_count integer not null
);
create index technicians_serving on technicians using gin (territory) where on_duty;
comment on index technicians_serving is 'who could be asked for an order: by territory, then by skill';
create index technicians_of_tenant on technicians (tenant);
alter table technicians enable row level security;
alter table technicians force row level security;
create policy own on technicians using (tenant = app_tenant()) with check (tenant = app_tenant());
