-- Numbers of brands and their proofs. As with orders, the row is the folded state; the other columns are for queries.
create table hotlines (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  number text not null,
  brand text not null,
  company text not null,
  domain text not null,
  -- The end of the last proof that stands.
  proved_until timestamptz
);
create index hotlines_of_number on hotlines (tenant, number);
create index hotlines_listed on hotlines (tenant, brand) where status = 'listed';
create unique index hotlines_once on hotlines (tenant, number, brand) where status = 'listed';
-- What was reported as a fake. A mobile number stands here by the person whose key it is sealed under, nowhere in plain.
create table hotline_reports (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  -- The number, the host, or the id of that person.
  about text not null,
  reporter uuid not null,
  opened_at timestamptz not null
);
create index hotline_reports_about on hotline_reports (tenant, about);
create index hotline_reports_newest on hotline_reports (tenant, status, opened_at desc);
create index hotline_reports_by on hotline_reports (tenant, reporter, opened_at desc);
create unique index hotline_reports_once on hotline_reports (tenant, reporter, about) where status = 'open';

do $$
declare t text;
begin
  foreach t in array array['hotlines', 'hotline_reports'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;
