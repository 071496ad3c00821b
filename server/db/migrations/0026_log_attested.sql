-- What others say of the checkpoints that were kept: an authority of time, and witnesses who saw each go on from the one
-- before. Like the checkpoints, rows are only ever added.
create table log_stamps (
  tenant uuid not null,
  size bigint not null,
  -- By the authority's clock, and what it calls itself.
  at timestamptz not null,
  by text not null,
  -- RFC 3161, over the bytes of the note.
  token bytea not null,
  primary key (tenant, size),
  foreign key (tenant, size) references log_checkpoints
);
create table log_sightings (
  tenant uuid not null,
  size bigint not null,
  witness text not null,
  at timestamptz not null,
  -- The line under the note (C2SP tlog-cosignature).
  line text not null,
  primary key (tenant, size, witness),
  foreign key (tenant, size) references log_checkpoints
);
do $$
declare t text;
begin
  foreach t in array array['log_stamps', 'log_sightings'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy seen on %I for select using (tenant = app_tenant())', t);
    execute format('create policy added on %I for insert with check (tenant = app_tenant())', t);
  end loop;
end $$;
