-- Refund claims and what belongs to them. As with orders, each case row is the folded state; the other columns are for queries.

create table merchants (
  id uuid primary key,
  tenant uuid not null references tenants,
  name text not null,
  created_at timestamptz not null,
  unique (tenant, name)
);
-- Who speaks for a merchant.
create table merchant_members (
  tenant uuid not null references tenants,
  merchant uuid not null references merchants,
  person uuid not null references people,
  since timestamptz not null,
  primary key (tenant, person, merchant)
);
create index merchant_members_of on merchant_members (tenant, merchant);
-- A reviewer who has a part in what a merchant does, by their own word, does not review its claims.
create table reviewer_interests (
  tenant uuid not null references tenants,
  person uuid not null references people,
  merchant uuid not null references merchants,
  since timestamptz not null,
  primary key (tenant, person, merchant)
);

-- What was bought, as the shop says. A claim is about one line of one purchase.
create table purchases (
  id uuid primary key,
  tenant uuid not null references tenants,
  merchant uuid not null references merchants,
  buyer uuid not null references people,
  -- The shop's own number.
  number text not null,
  placed_at timestamptz not null,
  delivered_at timestamptz,
  created_at timestamptz not null,
  unique (tenant, merchant, number)
);
create index purchases_of_buyer on purchases (tenant, buyer, placed_at desc, id desc);
create index purchases_of_merchant on purchases (tenant, merchant, placed_at desc, id desc);
create table purchase_lines (
  tenant uuid not null references tenants,
  purchase uuid not null references purchases,
  line integer not null,
  sku text not null,
  title text not null,
  category text not null,
  quantity integer not null,
  -- In fen, for all pieces of the line.
  paid bigint not null,
  -- Pictures of the goods as the shop lists them, by media id.
  pictures uuid[] not null default '{}',
  primary key (purchase, line)
);

create table claims (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  number text not null,
  purchase uuid not null,
  line integer not null,
  buyer uuid not null,
  merchant uuid not null,
  category text not null,
  reason text not null,
  amount bigint not null,
  grade text,
  opened_at timestamptz not null,
  unique (tenant, number)
);
create index claims_all on claims (tenant, opened_at desc, id desc);
create index claims_of_buyer on claims (tenant, buyer, opened_at desc, id desc);
create index claims_of_merchant on claims (tenant, merchant, opened_at desc, id desc);
-- One claim at a time for one thing that was bought.
create unique index claims_open_for_line on claims (purchase, line)
  where status in ('collecting', 'examining', 'hearing', 'review', 'decided');

create table hearings (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  claim_id uuid not null,
  side text not null,
  until timestamptz not null
);
create index hearings_of_claim on hearings (claim_id);
create index hearings_open on hearings (tenant, until, id) where status = 'open';

create table decisions (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  claim_id uuid not null,
  stage text not null,
  reviewer uuid,
  stake bigint not null,
  due_at timestamptz not null
);
create index decisions_of_claim on decisions (claim_id);
create index decisions_open on decisions (tenant, due_at, id) where status in ('waiting', 'taken', 'seconding');
comment on index decisions_open is 'the reviewers'' queue, the nearest deadline first';

create table remedies (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  order_id uuid
);
create index remedies_of_order on remedies (order_id) where order_id is not null;

create table instructions (
  id uuid primary key,
  tenant uuid not null references tenants,
  version integer not null,
  status text not null,
  state jsonb not null,
  head bytea not null,
  changed_at timestamptz not null,
  merchant uuid not null
);
create index instructions_signed on instructions (tenant, merchant) where status = 'signed';

-- What the inspection said of one photo of one claim, beside the goods' pictures that it had then; the newest counts.
create table inspections (
  tenant uuid not null references tenants,
  claim_id uuid not null,
  media uuid not null,
  -- The report as `anxin inspect` gives it, and its SHA-256, which the claim's facts name.
  report jsonb not null,
  sha256 bytea not null,
  at timestamptz not null,
  primary key (claim_id, media)
);
-- What is laid over the photo where people look at it: the map of changes (PNG), and each picture of the goods as it would
-- look in the photo (JPEG). Small, and under the key of the buyer like the photo itself.
create table inspection_layers (
  tenant uuid not null references tenants,
  claim_id uuid not null,
  media uuid not null,
  -- The picture of the goods; the photo's own id for the map of changes.
  goods uuid not null,
  bytes bytea not null,
  primary key (claim_id, media, goods)
);

-- A random task that a live photo has to show, and the hashes of the frames that were named in time.
create table challenges (
  id uuid primary key,
  tenant uuid not null references tenants,
  claim_id uuid not null,
  task text not null,
  code text not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  frames bytea[] not null default '{}'
);
create index challenges_of_claim on challenges (claim_id);

-- Money that moved, in fen: each movement takes from one account what it gives to another, so that all rows sum to nothing.
create table ledger (
  id bigint generated always as identity primary key,
  tenant uuid not null references tenants,
  claim_id uuid not null,
  kind text not null check (kind in ('refund', 'overturned')),
  -- The how-manieth of its kind in the claim: the same movement is never kept twice.
  n integer not null,
  account text not null,
  fen bigint not null,
  at timestamptz not null,
  receipt text not null,
  unique (claim_id, kind, n, account)
);
create index ledger_newest on ledger (tenant, id desc);
create index ledger_of_account on ledger (tenant, account);
create function ledger_balances() returns trigger language plpgsql as $$
begin
  if (select sum(fen) from ledger where claim_id = new.claim_id and kind = new.kind and n = new.n) <> 0 then
    raise exception 'movement % of claim % does not sum to nothing', new.n, new.claim_id;
  end if;
  return null;
end $$;
create constraint trigger ledger_balanced after insert or update on ledger
  deferrable initially deferred for each row execute function ledger_balances();

-- Evidence belongs to a claim as photos of a fault belong to an order. What a merchant sends is not of any person: it stays
-- under the installation's key.
alter table media add column claim_id uuid, add column merchant uuid references merchants;
create index media_of_claim on media (claim_id) where claim_id is not null;

do $$
declare t text;
begin
  foreach t in array array['merchants', 'merchant_members', 'reviewer_interests', 'purchases', 'purchase_lines', 'claims',
    'hearings', 'decisions', 'remedies', 'instructions', 'inspections', 'inspection_layers', 'challenges', 'ledger'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;

-- Each becomes a number in `domain/claims/number.ts`.
create sequence claim_numbers minvalue 0 start with 0;
