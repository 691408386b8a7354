// Postgres for every room: connections, tenant scope, migrations, the transactional outbox, and databases for tests.
export { type ArrayElement, arrayLiteral } from './array-literal.ts';
export { connectDatabase, type DatabaseOptions } from './connect.ts';
export { type Listening, listen } from './listen.ts';
export { migrate, type RolePasswords } from './migrate.ts';
export { appendOutbox, type ClaimedEvent, drainOutbox, type OutboxEvent } from './outbox.ts';
export { isUniqueViolation, violatedConstraint } from './sqlstate.ts';
export { withoutTenant, withTenant } from './tenant-scope.ts';
export { createTestDatabase, TEST_ROLE_PASSWORDS, type TestDatabase } from './test-database.ts';
