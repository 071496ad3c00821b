-- The figures count promises that were broken and never met as well: found by when they started, whatever became of them.
create index promises_judged on promises (tenant, promised, started_at);
drop index promises_met;
