-- The keys of evidence whose buyer was forgotten before its term was over, sealed for a custodian outside: nothing here
-- opens them (decision 030).
create table entrusted_keys (
  id uuid primary key,
  claim uuid not null,
  tenant uuid not null references tenants,
  -- Thumbprint of the custodian's key (RFC 7638).
  custodian text not null,
  -- A JWE in compact form (RFC 7516).
  sealed text not null,
  entrusted_at timestamptz not null
);
create index entrusted_keys_of_claim on entrusted_keys (claim);
alter table entrusted_keys enable row level security;
alter table entrusted_keys force row level security;
create policy own on entrusted_keys using (tenant = app_tenant()) with check (tenant = app_tenant());
