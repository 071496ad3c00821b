-- Errands are taken tenant by tenant, so that one with thousands of them keeps nobody waiting. Nothing asked for those of
-- one case any more.
create index outbox_of_tenant on outbox (tenant, due_at, id) where dead_at is null;
comment on index outbox_of_tenant is 'what is due of each tenant, when some have more than can be done at once';
drop index outbox_case;
