-- Repair orders and what belongs to them: visits, searches for a technician, promises.
-- Each row is the folded state of a case; `state` holds it whole, the other columns are kept for queries.

create table orders (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  number text not null,
  person uuid not null,
  region text,
  appliance text not null,
  brand text not null,
  urgency text not null,
  technician uuid,
  visit uuid,
  opened_at timestamptz not null,
  warranty_until timestamptz,
  unique (tenant, number)
);
create index orders_open on orders (tenant, opened_at desc, id desc) where status in ('received', 'assigned', 'serving', 'waiting');
comment on index orders_open is 'the dispatcher''s first page, whatever the number of finished orders';
create index orders_all on orders (tenant, opened_at desc, id desc);
create index orders_of_person on orders (tenant, person, opened_at desc);
create index orders_in_region on orders (tenant, region text_pattern_ops, opened_at desc);

create table visits (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  order_id uuid not null,
  technician uuid not null,
  ordinal integer not null,
  window_from timestamptz,
  ended_at timestamptz
);
create index visits_of_order on visits (order_id, ordinal);
create index visits_of_technician on visits (tenant, technician, changed_at desc);
create index visits_open on visits (tenant, technician) where ended_at is null;
comment on index visits_open is 'a technician''s jobs now, and the load that dispatch weighs';

create table searches (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  order_id uuid not null,
  -- Who holds an offer now: one, or all of a broadcast.
  asked uuid[] not null
);
create index searches_of_order on searches (order_id, changed_at desc);
create index searches_asked on searches using gin (asked) where status in ('offering', 'broadcast');

create table promises (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  order_id uuid not null,
  promised text not null,
  county text,
  started_at timestamptz not null,
  -- When it breaks if nothing happens; null while its clock stands still.
  due_at timestamptz,
  ran_ms bigint not null,
  kept boolean
);
create index promises_of_order on promises (order_id);
create index promises_due on promises (tenant, due_at) where status = 'running';
create index promises_met on promises (tenant, promised, started_at) where status = 'met';

do $$
declare t text;
begin
  foreach t in array array['orders', 'visits', 'searches', 'promises'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;

-- Order numbers are handed to processes in blocks; each becomes a ten-digit number in `domain/orders/number.ts`.
create sequence order_numbers increment by 64 minvalue 0 start with 0;
