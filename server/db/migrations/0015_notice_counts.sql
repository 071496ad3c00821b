-- Notices to a number that anybody may have typed are counted, so that nobody is bombed with them.

create table notice_counts (
  tenant uuid not null references tenants,
  -- Keyed fingerprint of the phone number.
  number bytea not null,
  text text not null,
  -- The last that went out, oldest first, and of which errands: an errand that is tried again counts once.
  times timestamptz[] not null,
  errands bigint[] not null,
  primary key (tenant, number, text)
);
alter table notice_counts enable row level security;
alter table notice_counts force row level security;
create policy own on notice_counts using (tenant = app_tenant()) with check (tenant = app_tenant());
-- What is only kept for a while is found by its age.
create index notice_counts_old on notice_counts ((times[cardinality(times)]));

-- 'held': not sent, since the number had had enough of it.
alter table notices drop constraint notices_state_check;
alter table notices add constraint notices_state_check check (state in ('sent', 'shown', 'failed', 'held'));
