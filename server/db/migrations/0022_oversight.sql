-- Figures of refund claims are counted from what is there already; only the backlog, which is of any age, needs a way to the
-- few claims that are still under way.
create index claims_under_way on claims (tenant, opened_at) where status in ('collecting', 'examining', 'hearing', 'review');
comment on index claims_under_way is 'the backlog by age';
