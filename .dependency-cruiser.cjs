// The house's arrows as rules: each room names the rooms it may import; everything else of ours is forbidden to it.
// The table is ARCHITECTURE.md's; change both in one commit. Tests may also visit the test beds (`workflows/testing`, `infra/local`).

const DOMAIN = [
  'services/kernel',
  'services/database',
  'services/storage',
  'services/dicom',
  'services/tenancy',
  'services/studies',
  'services/catalogue',
  'services/diagnoses',
];
const BILLING = [
  'metering',
  'rating',
  'revenue-share',
  'ledger',
  'charging',
  'statement',
  'licence',
  'invoicing',
  'payments',
].map((room) => `billing/${room}`);

/** room -> rooms it may import. Packages named in a room's second entry are kept out of it. */
const TABLE = {
  models: [],
  'services/kernel': [],
  'services/database': ['services/kernel'],
  'services/storage': ['services/kernel'],
  'services/dicom': ['services/kernel'],
  'services/tenancy': ['services/kernel', 'services/database'],
  'services/studies': ['services/kernel', 'services/database', 'services/storage', 'services/dicom'],
  'services/catalogue': ['services/kernel', 'services/database', 'models'],
  'services/diagnoses': ['services/kernel', 'services/database'],
  'services/inference': ['services/kernel', 'models', 'services/dicom', 'services/storage'],
  'services/ingest': [
    'services/kernel',
    'services/database',
    'services/storage',
    'services/studies',
    'services/tenancy',
    'services/dicom',
  ],
  'services/phantoms': ['services/kernel', 'services/dicom'],
  'services/console': ['services/kernel'],
  'billing/metering': ['services/kernel', 'services/database'],
  'billing/ledger': ['services/kernel', 'services/database'],
  'billing/payments': ['services/kernel', 'services/database'],
  'billing/rating': ['services/kernel'],
  'billing/revenue-share': ['services/kernel'],
  'billing/statement': ['services/kernel'],
  'billing/licence': ['services/kernel'],
  'billing/charging': [
    'services/kernel',
    'services/database',
    'billing/metering',
    'billing/rating',
    'billing/revenue-share',
    'billing/ledger',
  ],
  'billing/invoicing': [
    'services/kernel',
    'services/database',
    'billing/ledger',
    'billing/revenue-share',
    'billing/statement',
  ],
  'billing/webhook': ['services/kernel', 'services/database', 'billing/payments'],
  'workflows/contract': ['services/kernel'],
  'workflows/definitions': ['workflows/contract'],
  'workflows/activities': ['workflows/contract', 'models', ...DOMAIN, 'services/inference', ...BILLING],
  'workflows/workers': [
    'workflows/contract',
    'workflows/activities',
    'models',
    ...DOMAIN,
    'services/inference',
    ...BILLING,
  ],
  'workflows/starter': ['workflows/contract', ...DOMAIN, ...BILLING],
  'workflows/testing': ['workflows/contract', 'workflows/definitions', 'services/kernel'],
  graphql: ['models', ...DOMAIN, ...BILLING],
  'graphql/cli': ['services/kernel', 'services/dicom', 'services/phantoms', 'billing/statement', 'billing/licence'],
  infra: ['workflows/contract', 'services/kernel'],
  e2e: ['services/kernel', 'infra'],
  // A benchmark measures a room's engine without the doors around it.
  'e2e/bench': ['services/kernel', 'infra', 'models', ...DOMAIN, 'services/inference', 'services/phantoms', ...BILLING],
};

const ROOMS = Object.keys(TABLE);
const NESTED = { graphql: 'cli', e2e: 'bench' };
const inRoom = (room) => (room in NESTED ? `^${room}/(?!${NESTED[room]}/)` : `^${room}/`);
const TESTS = '\\.test\\.tsx?$|/testing/|test-[a-z-]+\\.ts$';

const tableRules = ROOMS.map((room) => ({
  name: `${room.replaceAll('/', '-')}-imports-only-what-the-table-allows`,
  severity: 'error',
  comment: `${room} may import ${TABLE[room].join(', ') || 'nothing of ours'}.`,
  from: { path: inRoom(room), pathNot: TESTS },
  to: { path: ROOMS.map(inRoom), pathNot: [room, ...TABLE[room]].map(inRoom) },
}));

const packageRule = (name, from, packages, pathNot) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: pathNot ?? TESTS },
  to: { path: packages.map((each) => `(^|node_modules/)${each}`) },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...tableRules,
    {
      name: 'console-pages-import-nothing-of-the-servers',
      severity: 'error',
      comment: 'Only the console process (services/console/server) may use the kernel; what runs in a browser may not.',
      from: { path: '^services/console/(?!server/)', pathNot: TESTS },
      to: { path: '^services/(?!console/)' },
    },
    { name: 'nobody-imports-e2e', severity: 'error', from: { pathNot: '^e2e/' }, to: { path: '^e2e/' } },
    {
      name: 'nobody-imports-a-door-from-inside',
      severity: 'error',
      from: { path: '^(models|services/[^/]+|billing/[^/]+|workflows/[^/]+)/', pathNot: [TESTS, 'index\\.ts$'] },
      to: { path: '^$1/index\\.ts$' },
    },
    packageRule(
      'domain-knows-no-framework',
      '^(services/(tenancy|studies|catalogue|diagnoses)|billing)/',
      ['@nestjs/', 'graphql/', '@temporalio/'],
      `${TESTS}|main\\.ts$`,
    ),
    packageRule(
      'stripe-stays-in-its-adapter',
      '.',
      ['stripe/'],
      '^(node_modules|e2e/)|^billing/payments/stripe-[a-z-]+\\.ts$|\\.test\\.ts$',
    ),
    packageRule(
      'onnxruntime-stays-in-inference',
      '.',
      ['onnxruntime-node/'],
      '^(node_modules|services/inference/|e2e/bench/)',
    ),
    packageRule('inference-knows-no-database-or-temporal', '^services/inference/', ['@temporalio/', 'kysely/', 'pg/']),
    packageRule('nest-stays-in-the-gateway', '^(?!graphql/(?!cli/)|node_modules)', ['@nestjs/']),
    packageRule('temporal-stays-in-workflows', '^(?!workflows/|infra/|e2e/|node_modules)', ['@temporalio/']),
    {
      name: 'definitions-run-in-the-sandbox',
      severity: 'error',
      from: { path: '^workflows/definitions/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated|\\.hounsfield)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
    combinedDependencies: true,
  },
};
