-- Errands that go outward and those that are done here are found each in indexes of their own: before, whatever waited to
-- be done was looked through for those that go out, thousands of rows at a time when many waited.
alter table outbox add column goes_out boolean not null default false;
comment on column outbox.goes_out is 'asks somebody outside, under a lease';
-- Row level security holds for the owner of the table too, and this is for the rows of all tenants.
select set_config('app.worker', 'yes', true);
update outbox set goes_out = true where job in ('claim.examine', 'keys.rotate', 'media.adopt', 'media.remove', 'notice.send',
  'remedy.pay', 'webhook.deliver');

select set_config('app.worker', 'no', true);

drop index outbox_due, outbox_of_tenant;
create index outbox_due on outbox (due_at, id) where dead_at is null and not goes_out;
comment on index outbox_due is 'what the worker takes next';
create index outbox_of_tenant on outbox (tenant, due_at, id) where dead_at is null and not goes_out;
comment on index outbox_of_tenant is 'what is due of each tenant, when some have more than can be done at once';
create index outbox_out on outbox (tenant, job, due_at, id) where dead_at is null and goes_out;
comment on index outbox_out is 'what goes out next, of each tenant and job';
