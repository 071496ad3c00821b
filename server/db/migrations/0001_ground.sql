-- The ground of every capability: tenants, the log of facts, outgoing work, repeated requests.

-- Which tenant this transaction belongs to. Unset: none, and then no row of any tenant is seen.
create function app_tenant() returns uuid language sql stable as
$$ select nullif(current_setting('app.tenant', true), '')::uuid $$;

-- The worker empties the outbox of all tenants; nothing else is open to it.
create function app_is_worker() returns boolean language sql stable as
$$ select coalesce(current_setting('app.worker', true), '') = 'yes' $$;

create table tenants (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  -- Host names that lead to this tenant's pages; empty for the one that answers to every other name.
  hosts text[] not null default '{}',
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

-- What happened, in order, never edited. `hash` covers the fact and the hash before it in the same case.
create table facts (
  seq bigint generated always as identity primary key,
  tenant uuid not null references tenants,
  kind text not null,
  case_id uuid not null,
  n integer not null,
  type text not null,
  at timestamptz not null,
  by jsonb not null,
  body jsonb not null,
  hash bytea not null,
  unique (case_id, kind, n)
);
comment on index facts_case_id_kind_n_key is 'the timeline of a case, and that no two facts claim one place in it';
alter table facts enable row level security;
alter table facts force row level security;
create policy own on facts using (tenant = app_tenant()) with check (tenant = app_tenant());

-- Work that follows from facts: commands to other cases, notices, timers (a later `due_at`).
create table outbox (
  id bigint generated always as identity primary key,
  tenant uuid not null references tenants,
  job text not null,
  payload jsonb not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  last_error text,
  -- Set when it was tried in vain for too long: a person has to look.
  dead_at timestamptz,
  case_id uuid,
  created_at timestamptz not null default now()
);
create index outbox_due on outbox (due_at, id) where dead_at is null;
comment on index outbox_due is 'what the worker takes next';
create index outbox_case on outbox (case_id);
alter table outbox enable row level security;
alter table outbox force row level security;
create policy own on outbox using (tenant = app_tenant() or app_is_worker()) with check (tenant = app_tenant() or app_is_worker());

-- Answers to requests that carried an Idempotency-Key, so that a repeated request changes nothing.
create table idempotency (
  tenant uuid not null references tenants,
  caller text not null,
  key text not null,
  request bytea not null,
  status integer,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant, caller, key)
);
create index idempotency_old on idempotency (created_at);
alter table idempotency enable row level security;
alter table idempotency force row level security;
create policy own on idempotency using (tenant = app_tenant()) with check (tenant = app_tenant());
