// One configuration for all rooms: ESM, TypeScript through swc, a real Postgres cluster per run (see the global setup).
const swc = {
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', tsx: true, decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: false, react: { runtime: 'automatic' } },
  },
  module: { type: 'es6' },
};

export default {
  rootDir: import.meta.dirname,
  roots: ['models', 'services', 'billing', 'workflows', 'graphql', 'infra', 'e2e'].map((wing) => `<rootDir>/${wing}`),
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '/.hounsfield/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': ['@swc/jest', swc] },
  globalSetup: '<rootDir>/infra/local/testing/jest.global-setup.ts',
  globalTeardown: '<rootDir>/infra/local/testing/jest.global-teardown.ts',
  testTimeout: 30_000,
  maxWorkers: 2,
};
