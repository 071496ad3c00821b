-- Films of parcels being packed. As with orders, the row is the folded state; the other columns are for queries.
create table recordings (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  merchant uuid not null,
  waybill text not null,
  started_at timestamptz not null,
  keep_until timestamptz
);
create index recordings_of_merchant on recordings (tenant, merchant, id desc);
create index recordings_of_waybill on recordings (tenant, waybill text_pattern_ops);
-- What each piece of a film was when it was taken: the list that its head is the last link of.
create table recording_pieces (
  recording uuid primary key,
  tenant uuid not null references tenants,
  pieces jsonb not null
);
-- Which parcels a purchase left in, as the shop says.
create table parcels (
  tenant uuid not null references tenants,
  merchant uuid not null references merchants,
  waybill text not null,
  purchase uuid not null references purchases,
  primary key (tenant, merchant, waybill)
);
create index parcels_of_purchase on parcels (purchase);
-- Goods are looked up by their number, or by how their name begins.
create index purchase_lines_of_sku on purchase_lines (tenant, sku, purchase);
create index purchase_lines_of_title on purchase_lines (tenant, title text_pattern_ops, purchase);
create index purchases_of_number on purchases (tenant, number);
-- The film or a picture of a recording: nobody else's, and kept as long as the recording.
alter table media add column recording uuid;
create index media_of_recording on media (recording) where recording is not null;

do $$
declare t text;
begin
  foreach t in array array['recordings', 'recording_pieces', 'parcels'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;
