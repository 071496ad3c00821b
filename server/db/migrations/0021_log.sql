-- Every fact becomes a leaf of its tenant's log, in an order that is fixed once, so that a root names all that happened
-- and who holds one finds out whatever is changed, removed or added before it.

-- Where each log stands. Whoever adds leaves holds this row until the commit: there is one writer per tenant.
create table logs (
  tenant uuid primary key references tenants,
  size bigint not null default 0,
  -- The roots of the complete subtrees, 32 bytes each, the largest first (RFC 9162): enough to go on.
  peaks bytea not null default '',
  -- Every fact up to this one has its leaf, or will never be there: where the search for others begins.
  floor bigint not null default 0,
  -- The same as it was in the night before: that much is looked through once more each night.
  swept bigint not null default 0
);

create table log_leaves (
  tenant uuid not null references tenants,
  -- Counted from 0 without gaps.
  leaf bigint not null,
  fact bigint not null,
  kind text not null,
  case_id uuid not null,
  n integer not null,
  hash bytea not null,
  primary key (tenant, leaf)
);
create unique index log_leaves_of_fact on log_leaves (fact);
comment on index log_leaves_of_fact is 'which facts have no leaf yet, and that none gets two';

-- What was signed each night, and by hand.
create table log_checkpoints (
  tenant uuid not null references tenants,
  size bigint not null,
  at timestamptz not null,
  note text not null,
  primary key (tenant, size)
);

do $$
declare t text;
begin
  foreach t in array array['logs', 'log_leaves', 'log_checkpoints'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  -- Leaves and checkpoints are only ever added: there is no policy to change or remove a row.
  foreach t in array array['log_leaves', 'log_checkpoints'] loop
    execute format('create policy seen on %I for select using (tenant = app_tenant())', t);
    execute format('create policy added on %I for insert with check (tenant = app_tenant())', t);
  end loop;
end $$;
create policy own on logs using (tenant = app_tenant()) with check (tenant = app_tenant());
