-- Files that people send, and what people are told.

create table media (
  id uuid primary key,
  tenant uuid not null references tenants,
  -- Whose key the bytes are encrypted under; null until the upload belongs to somebody's order.
  person uuid references people,
  -- The order that it shows; whoever may see the order may see it.
  order_id uuid,
  kind text not null check (kind in ('photo', 'video')),
  mime text not null,
  size bigint not null,
  width integer,
  height integer,
  -- Of the bytes as they came.
  sha256 bytea not null,
  -- Random, so that no file name tells anything.
  file text not null,
  created_at timestamptz not null default now()
);
create index media_of_order on media (order_id);
create index media_of_person on media (tenant, person);

create table notices (
  id bigint generated always as identity primary key,
  tenant uuid not null references tenants,
  -- The errand it came from: sent twice, it is the same notice.
  errand bigint not null,
  text text not null,
  channel text not null,
  person uuid,
  case_id uuid,
  state text not null check (state in ('sent', 'shown', 'failed')),
  at timestamptz not null,
  -- What was said, kept in the demo only: sealed under the installation's key, free of personal data.
  said bytea,
  unique (tenant, errand, channel, person)
);
create index notices_newest on notices (tenant, id desc);
create index notices_of_person on notices (tenant, person, id desc);

do $$
declare t text;
begin
  foreach t in array array['media', 'notices'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;
