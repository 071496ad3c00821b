const pure = 'domain|regions|inspect|dispatch|record'
const rule = (name, from, to) => ({ name, severity: 'error', from, to })

module.exports = {
  forbidden: [
    rule('no cycle of values', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    rule('pure rooms stand alone', { path: `^(${pure})/` }, { path: `^(${pure}|server|web|cli)/`, pathNot: '^$1/' }),
    rule(
      'pure rooms do no I/O',
      { path: `^(${pure})/`, pathNot: '\\.test\\.ts$|/make/' },
      { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    ),
    rule(
      'domain has no dependency',
      { path: '^domain/', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['npm', 'npm-dev'] },
    ),
    rule(
      'the page knows only the rules',
      { path: '^web/', pathNot: '^web/e2e/' },
      { path: '^(server|cli|regions|inspect|dispatch|record)/' },
    ),
    rule('nothing imports the doors', { path: '^server/' }, { path: '^(cli|web)/' }),
    rule(
      'capabilities talk through facts',
      { path: '^server/([^/]+)/', pathNot: '\\.test\\.ts$|^server/trust/' },
      // db, http, private and sheets are the ground that every capability stands on; regions gives names, access who calls.
      { path: '^server/[^/]+/', pathNot: '^server/($1|db|http|private|regions|sheets)/' },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules|/dist/' },
  },
}
