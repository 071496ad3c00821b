-- People and what is held about them. Personal data lies only in `private_values`, each value encrypted under the key
-- of its person; the keys are wrapped by a key that lies outside the database (KEY_URL).

-- Generations of the wrapping key. The files are outside; a generation whose row is gone is destroyed.
create table keks (
  id integer primary key,
  created_at timestamptz not null default now()
);

create table people (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  -- Keyed fingerprint of the phone number; null once the person is erased.
  phone_index bytea
);
create unique index people_by_phone on people (tenant, phone_index);
alter table people enable row level security;
alter table people force row level security;
create policy own on people using (tenant = app_tenant()) with check (tenant = app_tenant());

-- Backed up apart from everything else: restoring old keys would undo an erasure.
create table person_keys (
  person uuid primary key references people,
  tenant uuid not null references tenants,
  -- A key wrapped under a generation that was just retired is refused here, and wrapped anew.
  kek integer not null constraint person_keys_kek references keks,
  wrapped bytea not null
);
create index person_keys_of_kek on person_keys (kek);
alter table person_keys enable row level security;
alter table person_keys force row level security;
-- The worker rewraps the keys of all tenants when a generation ends.
create policy own on person_keys using (tenant = app_tenant() or app_is_worker()) with check (tenant = app_tenant() or app_is_worker());

create table private_values (
  id uuid primary key,
  tenant uuid not null references tenants,
  person uuid not null references people,
  -- Where the value belongs; part of what its cipher authenticates.
  kind text not null,
  field text not null,
  row_id uuid not null,
  cipher text not null,
  bytes bytea not null
);
create index private_values_of_person on private_values (person);
alter table private_values enable row level security;
alter table private_values force row level security;
create policy own on private_values using (tenant = app_tenant()) with check (tenant = app_tenant());
