-- What consumers think of visits, and the appliances they registered.
create table ratings (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  order_id uuid not null,
  technician uuid not null,
  stars integer not null
);
create index ratings_low on ratings (tenant, changed_at) where status = 'low';
create index ratings_of_technician on ratings (technician);
create index ratings_of_order on ratings (order_id);

create table appliances (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  person uuid not null
);
create index appliances_of_person on appliances (tenant, person);

do $$
declare t text;
begin
  foreach t in array array['ratings', 'appliances'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;
