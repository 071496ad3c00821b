-- Calendars that consumers subscribe to. The link is the id signed by a key outside the database: a dump opens no
-- calendar. A row that is gone is a link revoked.
create table calendars (
  id uuid primary key,
  tenant uuid not null references tenants,
  person uuid not null references people,
  since timestamptz not null,
  unique (tenant, person)
);
alter table calendars enable row level security;
alter table calendars force row level security;
create policy own on calendars using (tenant = app_tenant()) with check (tenant = app_tenant());
