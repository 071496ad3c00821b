-- Versions of the rules by which claims are dealt with, what each of them was tried on, and days off of the installation's own.

create table rule_sets (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  number integer not null,
  -- Since when it counts, if it was published, and when that was decided: of two from the same moment the later counts.
  in_force_from timestamptz,
  published_at timestamptz,
  unique (tenant, number)
);
create index rule_sets_published on rule_sets (tenant, in_force_from desc, published_at desc)
  where status in ('published', 'superseded');
comment on index rule_sets_published is 'which version counts at a moment: asked for each claim';

-- The tables themselves, by the SHA-256 of this very text, which the facts name. Never changed.
create table rule_contents (
  tenant uuid not null references tenants,
  sha256 text not null,
  model text not null,
  primary key (tenant, sha256)
);

create table rule_trials (
  id uuid primary key,
  tenant uuid not null references tenants,
  rule_set uuid not null,
  -- The tables that were tried, and the name of the version they were compared with.
  sha256 text not null,
  against text not null,
  at timestamptz not null,
  opened_from timestamptz not null,
  opened_until timestamptz not null,
  -- One for each claim that would be dealt with in another way, and for each that got nothing that makes sense.
  rows jsonb not null
);
create index rule_trials_of on rule_trials (rule_set, at desc);

create table own_days (
  tenant uuid not null references tenants,
  day date not null,
  kind text not null check (kind in ('off', 'worked')),
  why text not null,
  added_by uuid not null,
  added_at timestamptz not null,
  primary key (tenant, day)
);

do $$
declare t text;
begin
  foreach t in array array['rule_sets', 'rule_contents', 'rule_trials', 'own_days'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;
