-- Other systems that are told of orders (Standard Webhooks): where, of what, and what became of each delivery.

create table webhook_endpoints (
  id uuid primary key,
  tenant uuid not null references tenants,
  url text not null,
  -- The types of facts it wants.
  types text[] not null,
  -- Signs what is sent, sealed under the installation's key.
  secret bytea not null,
  created_at timestamptz not null,
  -- No longer served: revoked by an operator, or it answered 410.
  ended_at timestamptz,
  ended_by text check (ended_by in ('operator', 'gone'))
);
create index webhook_endpoints_live on webhook_endpoints (tenant) where ended_at is null;

create table webhook_deliveries (
  tenant uuid not null references tenants,
  endpoint uuid not null references webhook_endpoints,
  -- The same on every try of the same fact: order and place in its log.
  event text not null,
  type text not null,
  state text not null check (state in ('delivered', 'failing', 'refused')),
  tries integer not null default 1,
  -- What was answered last, or why nothing was.
  answer text not null,
  at timestamptz not null,
  primary key (endpoint, event)
);
create index webhook_deliveries_newest on webhook_deliveries (endpoint, at desc);

do $$
declare t text;
begin
  foreach t in array array['webhook_endpoints', 'webhook_deliveries'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;
