-- Pictures that were sent as evidence, by what they show, so that one that is sent again with another claim is found.

-- How many pictures a tenant has had, and how often some of them were forgotten: whoever adds or forgets one holds this row
-- until the commit, so that a number is never seen before all smaller ones, and who has read up to one has missed none.
create table picture_counts (
  tenant uuid primary key references tenants,
  pictures bigint not null default 0,
  forgotten bigint not null default 0
);

create table pictures_seen (
  tenant uuid not null references tenants,
  -- Counted from 1 without gaps: the place in the index.
  n bigint not null,
  -- All null in a picture that was forgotten; its place stays, empty.
  media uuid,
  claim uuid,
  person uuid,
  -- PDQ, 32 bytes; null where the picture shows too little to be told by it.
  hash bytea check (octet_length(hash) = 32),
  -- Which time of forgetting took it, counted from 1.
  forgotten bigint,
  primary key (tenant, n)
);
create unique index pictures_seen_once on pictures_seen (tenant, media, claim);
create index pictures_seen_of_person on pictures_seen (tenant, person) where person is not null;
create index pictures_seen_of_media on pictures_seen (tenant, media) where media is not null;
create index pictures_seen_forgotten on pictures_seen (tenant, forgotten) where forgotten is not null;

-- Apart from the above, which is read as a whole: the local features by which crops and screenshots are found.
create table picture_features (
  tenant uuid not null,
  n bigint not null,
  -- 24 bytes a feature, the strongest first.
  features bytea not null,
  -- Of the upright photo.
  width integer not null,
  height integer not null,
  primary key (tenant, n),
  foreign key (tenant, n) references pictures_seen
);
-- Bits of noise: trying to compress them is time lost.
alter table picture_features alter column features set storage external;

do $$
declare t text;
begin
  foreach t in array array['picture_counts', 'pictures_seen', 'picture_features'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;
