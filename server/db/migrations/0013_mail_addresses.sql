-- An e-mail address that somebody gave for notices. Used once a code sent to it has come back.
create table mail_addresses (
  tenant uuid not null references tenants,
  person uuid not null references people,
  -- The address itself, sealed.
  value uuid not null references private_values,
  confirmed_at timestamptz,
  -- Keyed fingerprint of the code that was sent last; null once it was used up.
  code bytea,
  code_at timestamptz not null,
  failures integer not null default 0,
  -- Codes sent since `counted_from`, so that nobody's mailbox is flooded.
  codes integer not null default 1,
  counted_from timestamptz not null,
  primary key (tenant, person)
);
alter table mail_addresses enable row level security;
alter table mail_addresses force row level security;
create policy own on mail_addresses using (tenant = app_tenant()) with check (tenant = app_tenant());
