// P7: fully billed usage events a second over raw COPY of the same events into the same keyed table. Billed means: deduplicated,
// rated, split, charged, posted, every invariant judged; a tenth of what is sent was sent before. Durable: fsync is on.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chargeUsageBatch, createContract } from '@hounsfield/charging';
import { connectDatabase, migrate } from '@hounsfield/database';
import { startEmbeddedPostgres } from '@hounsfield/infra/local';
import { type DiagnosisId, isRefusal, newId, systemClock, type TenantId } from '@hounsfield/kernel';
import { violations } from '@hounsfield/ledger';
import type { Usage } from '@hounsfield/metering';
import { flatPrice } from '@hounsfield/rating';
import { type Kysely, sql } from 'kysely';
import { prepareCopy, usageLine } from './copy-usage.ts';
import { pairedRounds } from './paired-rounds.ts';
import type { BenchResult } from './report.ts';

const EVENTS = 20_000;
const BATCH = 5_000;
const CONNECTIONS = 2;
const CUSTOMERS = 40;
const REPEATED = 0.1;
const PAIRS = 5;
const TARGET = 0.3;
const PASSWORDS = { app: 'bench-app', worker: 'bench-worker' } as const;
const LANES = ['STAT', 'ROUTINE', 'OFF_PEAK'] as const;

const event = (customers: readonly TenantId[], index: number): Usage => ({
  tenantId: customers[index % customers.length] as TenantId,
  diagnosisId: newId<DiagnosisId>(),
  outcome: 'completed',
  productSlug: 'quantitative-ct',
  lane: LANES[index % 3] ?? 'ROUTINE',
  studySha256: 'ab'.repeat(32),
  modelSlug: 'quantitative-ct',
  modelVersion: '1.0.0',
  weightsSha256: 'cd'.repeat(32),
  workflowId: `diagnose:${index}`,
  runId: newId(),
  activityId: 'record',
  occurredAt: new Date(),
});

/** Fresh events, cut into batches; a tenth on top of each batch was sent two batches before, as retries and overlaps do. */
const batchesOf = (events: readonly Usage[]): Usage[][] => {
  const repeated = Math.round(BATCH * REPEATED);
  return Array.from({ length: Math.ceil(events.length / BATCH) }, (_, k) => {
    const own = events.slice(k * BATCH, (k + 1) * BATCH);
    return [...own, ...events.slice(Math.max(0, (k - 1) * BATCH - repeated), Math.max(0, (k - 1) * BATCH))];
  });
};

const openContracts = async (db: Kysely<unknown>): Promise<readonly TenantId[]> => {
  const [platform, partner, vendor] = [newId<TenantId>(), newId<TenantId>(), newId<TenantId>()];
  const customers = Array.from({ length: CUSTOMERS }, () => newId<TenantId>());
  for (const tenantId of customers) {
    const contract = await createContract(db, {
      tenantId,
      productSlug: 'quantitative-ct',
      currency: 'USD',
      validFrom: new Date('2026-01-01T00:00:00.000Z'),
      terms: flatPrice({ STAT: 15_003n, ROUTINE: 10_003n, OFF_PEAK: 7_001n }),
      shares: [
        { partyId: platform, role: 'platform', basisPoints: 3025 },
        { partyId: partner, role: 'partner', basisPoints: 5575 },
        { partyId: vendor, role: 'vendor', basisPoints: 1400 },
      ],
    });
    if (isRefusal(contract)) throw new Error(contract.code);
  }
  return customers;
};

type World = {
  readonly db: Kysely<unknown>;
  readonly workerUrl: string;
  readonly ownerUrl: string;
  readonly customers: readonly TenantId[];
};

const billed = async ({ db, customers }: World, sent: Set<string>): Promise<{ costPerUnit: number }> => {
  const events = Array.from({ length: EVENTS }, (_, index) => event(customers, index));
  for (const { diagnosisId } of events) sent.add(diagnosisId);
  const batches = batchesOf(events);
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) await chargeUsageBatch(db, batch, systemClock);
    }),
  );
  return { costPerUnit: (performance.now() - begin) / 1e3 / EVENTS };
};

/** The reference gets its rows ready-made: only COPY itself is timed. */
const copied = async ({ ownerUrl, customers }: World): Promise<{ costPerUnit: number }> => {
  const lines = Array.from({ length: EVENTS }, (_, index) => usageLine(event(customers, index)));
  const parts = Array.from({ length: CONNECTIONS }, (_, k) =>
    lines.filter((_line, index) => index % CONNECTIONS === k),
  );
  const copies = await Promise.all(parts.map((part) => prepareCopy(ownerUrl, part)));
  const begin = performance.now();
  await Promise.all(copies.map((copy) => copy.run()));
  const costPerUnit = (performance.now() - begin) / 1e3 / EVENTS;
  await Promise.all(copies.map((copy) => copy.close()));
  return { costPerUnit };
};

/** What must hold at the end, or there is no figure. */
const proven = async ({ db }: World, sent: ReadonlySet<string>): Promise<void> => {
  const counts = await sql<{ events: bigint; charges: bigint; splits: bigint; sum: bigint }>`select
    (select count(*) from metering.usage_event) as events, (select count(*) from charging.rated_charge) as charges,
    (select count(*) from charging.charge_split) as splits, (select coalesce(sum(amount_minor), 0)::bigint from ledger.posting) as sum`.execute(
    db,
  );
  const found = counts.rows[0];
  const once = BigInt(sent.size);
  if (found?.events !== once || found.charges !== once || found.splits !== once * 3n || found.sum !== 0n)
    throw new Error(
      `P7 refuses to print a ratio: ${sent.size} events sent, found ${JSON.stringify(found, (_, value) => String(value))}`,
    );
  const broken = await violations(db);
  if (broken.length > 0)
    throw new Error(`P7 refuses to print a ratio: ${broken.length} broken invariants, ${broken[0]?.detail}`);
};

export const p7 = async (): Promise<BenchResult> => {
  const folder = await mkdtemp(join(tmpdir(), 'hounsfield-bench-'));
  // Postgres runs as a user of its own where we are root.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    password: 'bench',
    settings: ['shared_buffers=1GB', 'max_wal_size=8GB', 'checkpoint_timeout=30min'],
  });
  try {
    await migrate(server.ownerUrl, join(import.meta.dirname, '../..'), PASSWORDS);
    const url = new URL(server.ownerUrl);
    Object.assign(url, { username: 'hounsfield_worker', password: PASSWORDS.worker });
    const db = connectDatabase<unknown>({
      url: url.href,
      applicationName: 'bench',
      maxConnections: CONNECTIONS,
      statementTimeoutMs: 120_000,
    });
    await sql`create table metering.reference (like metering.usage_event including all)`.execute(
      connectDatabase({ url: server.ownerUrl, applicationName: 'bench-owner', maxConnections: 1 }),
    );
    const world: World = { db, workerUrl: url.href, ownerUrl: server.ownerUrl, customers: await openContracts(db) };
    const sent = new Set<string>();
    const result = await pairedRounds(
      () => billed(world, sent),
      () => copied(world),
      PAIRS,
    );
    await proven(world, sent);
    await db.destroy();
    return {
      id: 'P7',
      title: 'fully billed usage events / raw COPY of the same events into the same keyed table',
      ratio: result.referenceOverOurs,
      ours: 1 / result.ours,
      reference: 1 / result.reference,
      unit: 'events/s',
      rounds: result.rounds,
      target: `ratio >= ${TARGET}`,
      met: result.referenceOverOurs >= TARGET,
      notes: [
        `${EVENTS} fresh events a round in batches of ${BATCH}, ${REPEATED * 100} % repeated on top, ${CUSTOMERS} customers, 3 parties; fsync on, ${CONNECTIONS} connections each side`,
        `asserted: ${sent.size} events, each billed once; 3 splits each; ledger sum 0; no broken invariant`,
        `ratio p5 ${result.spread[0].toFixed(3)}, p95 ${result.spread[1].toFixed(3)}`,
      ],
    };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
