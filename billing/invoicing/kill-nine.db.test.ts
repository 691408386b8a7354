// kill -9 at every crash point of the money path: the step is run again by another process, and nothing is lost or done twice.
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { type DiagnosisId, newId, type TenantId } from '@hounsfield/kernel';
import { violations } from '@hounsfield/ledger';
import type { Usage } from '@hounsfield/metering';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { closingWorld } from './test-world.ts';
import type { MoneyStep } from './testing/money-step-main.ts';

let database: TestDatabase<unknown>;
const platform = newId<TenantId>();
const { privateKey } = generateKeyPairSync('ed25519');
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  expect(await violations(database.worker)).toEqual([]);
});
afterAll(() => database.drop());

const ROOT = join(import.meta.dirname, '../..');

/** Runs a step in a process of its own; answers the signal or status it ended with. */
const run = (asked: Omit<MoneyStep, 'workerUrl'>): Promise<string | number | null> =>
  new Promise((resolve, reject) => {
    const text = JSON.stringify({ ...asked, workerUrl: database.urls.worker });
    const path = join(ROOT, 'billing/invoicing/testing/money-step-main.ts');
    const child = spawn(process.execPath, ['--no-warnings', '--import', 'tsx', path, text], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });

/** Dies at the point, then runs through, then runs once more for nothing. */
const dieAndRecover = async (step: MoneyStep['step'], now: Date, crashPoint: string): Promise<void> => {
  const asked = { step, now: now.toISOString() };
  expect(await run({ ...asked, crashPoint })).toBe('SIGKILL');
  expect(await run(asked)).toBe(0);
  expect(await run(asked)).toBe(0);
};

const usageOf = (tenantId: TenantId, occurredAt: Date): Usage => ({
  tenantId,
  diagnosisId: newId<DiagnosisId>(),
  outcome: 'completed',
  productSlug: 'quantitative-ct',
  lane: 'ROUTINE',
  studySha256: 'ab'.repeat(32),
  modelSlug: 'quantitative-ct',
  modelVersion: '1.0.0',
  weightsSha256: 'cd'.repeat(32),
  workflowId: 'w',
  runId: 'r',
  activityId: 'a',
  occurredAt,
});

test.each(['charge:before-commit', 'charge:after-commit'])(
  'a charge killed at %s is charged once',
  async (point) => {
    const { customer, clock, balance } = await closingWorld(database, platform, privateKey);
    await dieAndRecover({ kind: 'charge', usages: [usageOf(customer, clock.now())] }, clock.now(), point);
    expect(await balance('customer_unbilled', customer)).toBe(10_003n);
  },
  60_000,
);

test('a batch killed before it commits is billed once, whole', async () => {
  const { customer, clock, balance } = await closingWorld(database, platform, privateKey);
  const usages = Array.from({ length: 20 }, () => usageOf(customer, clock.now()));
  await dieAndRecover({ kind: 'batch', usages }, clock.now(), 'batch:before-commit');
  expect(await balance('customer_unbilled', customer)).toBe(20n * 10_003n);
}, 60_000);

test('a refund killed before it commits is given once', async () => {
  const { customer, clock, balance, read } = await closingWorld(database, platform, privateKey);
  const step = { kind: 'refund', chargeId: await read(), amountMinor: '3', idemKey: newId() } as const;
  await dieAndRecover(step, clock.now(), 'refund:before-commit');
  expect(await balance('customer_unbilled', customer)).toBe(10_000n);
}, 60_000);

test('money received is recorded once although its recording was killed', async () => {
  const { customer, clock, balance, read, close, invoices } = await closingWorld(database, platform, privateKey);
  await read();
  await close();
  const [invoice] = await invoices();
  const step = { kind: 'pay', tenantId: customer, invoiceId: invoice?.id ?? '', receivedMinor: '10000' } as const;
  await dieAndRecover(step, clock.now(), 'payment:before-commit');
  expect(await balance('customer_receivable', customer)).toBe(3n);
}, 60_000);

test.each(['close:begun', 'close:invoiced', 'close:stated', 'close:planned'])(
  'a close killed at %s ends as one that was not',
  async (point) => {
    const { read, partner, vendor, periods, clock, invoices, statements } = await closingWorld(
      database,
      platform,
      privateKey,
    );
    await read();
    await read('STAT');
    const [period] = await periods();
    clock.advance(31 * 86_400_000);
    const signingKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await dieAndRecover({ kind: 'close', periodId: period?.id ?? 0, signingKey }, clock.now(), point);
    expect((await periods())[0]?.status).toBe('closed');
    expect(await invoices()).toHaveLength(1);
    for (const party of [partner, vendor]) expect(await statements(party)).toHaveLength(1);
    const payouts = await sql<{
      n: bigint;
    }>`select count(*) as n from invoicing.payout_instruction where party_id in (${partner}, ${vendor})`.execute(
      database.worker,
    );
    expect(payouts.rows[0]?.n).toBe(2n);
  },
  60_000,
);
