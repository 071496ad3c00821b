-- AI services that may be asked whether a picture is theirs, and what they were asked and said.
create table ai_services (
  id uuid primary key,
  tenant uuid not null references tenants,
  name text not null,
  -- Where it takes questions (docs/ai-channel.md).
  url text not null,
  -- The codes by which labels name it (GB 45438-2025, ContentProducer).
  producers text[] not null,
  -- Its public keys, as a JWK set (RFC 7517).
  keys jsonb not null,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index ai_services_all on ai_services (tenant, name);
-- As with orders, the row is the folded state; the other columns are for queries.
create table inquiries (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  claim_id uuid not null,
  media uuid not null,
  service uuid not null references ai_services,
  question text not null
);
create index inquiries_of_claim on inquiries (claim_id);
-- Nobody is asked the same twice while the first question waits.
create unique index inquiries_open on inquiries (claim_id, media, service, question) where status = 'asked';

do $$
declare t text;
begin
  foreach t in array array['ai_services', 'inquiries'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;
