-- Dossiers of claims for somebody outside: who asked for which, how far it is, and where its file lies. The file goes after
-- its term; the row stays, since it says to whom something was given.
create table dossiers (
  id uuid primary key,
  tenant uuid not null references tenants,
  claim_id uuid not null references claims,
  addressee text not null,
  purpose text not null,
  -- The person who asked.
  person uuid not null references people,
  asked_at timestamptz not null,
  -- How many steps of the work are done, and of how many; all once it is made.
  done integer not null default 0,
  steps integer not null default 1,
  made_at timestamptz,
  expires_at timestamptz,
  -- In the media store, under the key of the buyer (of the installation, where the buyer was forgotten); null before it is
  -- made and after its term.
  file text,
  size bigint,
  sha256 bytea check (octet_length(sha256) = 32),
  -- When an authority stamped it; null: none did, for this reason (none where no authority is set).
  stamped_at timestamptz,
  no_stamp text,
  -- Why it could not be made; tried again until then.
  failure text
);
create index dossiers_of_claim on dossiers (tenant, claim_id, asked_at desc);
alter table dossiers enable row level security;
alter table dossiers force row level security;
create policy own on dossiers using (tenant = app_tenant()) with check (tenant = app_tenant());
