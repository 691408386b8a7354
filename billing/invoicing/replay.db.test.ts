// I14: the contracts and the log of facts are all there is to money: replayed into an empty database they give the same roots.
import { generateKeyPairSync } from 'node:crypto';
import { chargeUsage, refundCharge, statementEntries } from '@hounsfield/charging';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { namePlatformParty, violations } from '@hounsfield/ledger';
import { recordUsage, type Usage } from '@hounsfield/metering';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { closePeriod } from './index.ts';
import { closingWorld } from './test-world.ts';

let original: TestDatabase<unknown>;
let replayed: TestDatabase<unknown>;
const platform = newId<TenantId>();
const { privateKey: signingKey } = generateKeyPairSync('ed25519');
beforeAll(async () => {
  [original, replayed] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(() => Promise.all([original.drop(), replayed.drop()]));

/** Copies what is agreed rather than computed: contracts, versions, shares, the parties' secrets, the accounts they opened. */
const copyAgreements = async (): Promise<void> => {
  const tables = ['charging.contract', 'charging.price_version', 'charging.pseudonym_key'];
  const copy = async (db: Kysely<unknown>, table: string): Promise<void> => {
    const rows = await sql<{ row: string }>`select row_to_json(t)::text as row from ${sql.table(table)} t`.execute(
      original.owner,
    );
    for (const { row } of rows.rows)
      await sql`insert into ${sql.table(table)} select * from json_populate_record(null::${sql.table(table)}, ${row}::json)`.execute(
        db,
      );
  };
  for (const table of tables) await copy(replayed.owner, table);
  // A version and its shares are written by one transaction, as they were.
  await replayed.owner.transaction().execute(async (trx) => {
    const versions = await sql<{
      row: string;
    }>`select (to_jsonb(t) - 'txid')::text as row from charging.split_version t`.execute(original.owner);
    for (const { row } of versions.rows)
      await sql`insert into charging.split_version (tenant_id, contract_id, version, valid)
        select tenant_id, contract_id, version, valid from json_populate_record(null::charging.split_version, ${row}::json)`.execute(
        trx,
      );
    await copy(trx, 'charging.split_share');
  });
  const accounts = await sql<{
    kind: string;
    party_id: string;
    currency: string;
  }>`select kind, party_id, currency from ledger.account order by id`.execute(original.owner);
  for (const { kind, party_id, currency } of accounts.rows)
    await sql`insert into ledger.account (kind, party_id, currency) values (${kind}, ${party_id}, ${currency})`.execute(
      replayed.owner,
    );
  await namePlatformParty(replayed.worker, platform);
};

type Fact = {
  at: Date;
  usage?: Usage;
  refund?: { diagnosis_id: string; amount: bigint; key: string; reason: 'dispute' };
};

/** The log: usage facts at the instant they were charged, and refund orders at the instant they were given. */
const log = async (): Promise<Fact[]> => {
  const reads = await sql<
    Usage & { at: Date }
  >`select e.tenant_id as "tenantId", e.diagnosis_id as "diagnosisId", e.billable_class as "billableClass",
      e.outcome, e.product_slug as "productSlug", e.lane, encode(e.study_sha256, 'hex') as "studySha256", e.model_slug as "modelSlug",
      e.model_version as "modelVersion", encode(e.weights_sha256, 'hex') as "weightsSha256", e.workflow_id as "workflowId",
      e.run_id as "runId", e.activity_id as "activityId", e.occurred_at as "occurredAt", c.charged_at as at
    from metering.usage_event e join charging.rated_charge c on c.id = e.id`.execute(original.owner);
  const refunds = await sql<{
    at: Date;
    diagnosis_id: string;
    amount: bigint;
    key: string;
    reason: 'dispute';
  }>`select r.refunded_at as at,
      e.diagnosis_id, r.amount_minor as amount, r.idem_key as key, r.reason
    from charging.refund r join metering.usage_event e on e.id = r.charge_id`.execute(original.owner);
  const facts: Fact[] = [
    ...reads.rows.map(({ at, ...usage }) => ({ at, usage })),
    ...refunds.rows.map(({ at, ...refund }) => ({ at, refund })),
  ];
  return facts.toSorted((a, b) => a.at.getTime() - b.at.getTime());
};

const roots = async (db: Kysely<unknown>): Promise<readonly { party: string; root: string }[]> =>
  (
    await sql<{
      party: string;
      root: string;
    }>`select s.party_id as party, encode(s.root, 'hex') as root from invoicing.statement s
      join ledger.billing_period p on p.id = s.period_id order by p.starts, s.party_id`.execute(db)
  ).rows;

test('two months replayed from contracts and facts give every party the same Merkle roots', async () => {
  const { read, close, clock, currency } = await closingWorld(original, platform, signingKey);
  for (let month = 0; month < 2; month += 1) {
    const charges = [];
    for (const lane of ['ROUTINE', 'STAT', 'ROUTINE'] as const) {
      charges.push(await read(lane));
      clock.advance(60_000);
    }
    const order = {
      chargeId: charges[1] ?? ('' as never),
      amountMinor: 3_333n,
      reason: 'dispute',
      idemKey: newId(),
    } as const;
    await refundCharge(original.worker, order, clock);
    clock.advance(60_000);
    await close();
  }
  await copyAgreements();
  const again = new ManualClock(new Date('2026-10-10T00:00:00.000Z'));
  const closeWhatEnded = async (now: Date): Promise<void> => {
    const ended = await sql<{
      id: number;
    }>`select id from ledger.billing_period where currency = ${currency} and status = 'open' and ends <= ${now} order by starts`.execute(
      replayed.worker,
    );
    const deps = {
      db: replayed.worker,
      clock: again,
      signingKey,
      entriesOf: (party: TenantId, period: number) => statementEntries(replayed.worker, party, period),
    };
    for (const { id } of ended.rows) await closePeriod(deps, id);
  };
  for (const { at, usage, refund } of await log()) {
    again.advance(at.getTime() - again.now().getTime());
    await closeWhatEnded(at);
    if (usage) await chargeUsage(replayed.worker, (await recordUsage(replayed.worker, usage)).id, again);
    if (refund) {
      const charge = await sql<{
        id: never;
      }>`select id from metering.usage_event where diagnosis_id = ${refund.diagnosis_id}`.execute(replayed.worker);
      await refundCharge(
        replayed.worker,
        {
          chargeId: charge.rows[0]?.id as never,
          amountMinor: refund.amount,
          reason: refund.reason,
          idemKey: refund.key,
        },
        again,
      );
    }
  }
  again.advance(40 * 86_400_000);
  await closeWhatEnded(again.now());
  const told = await roots(original.worker);
  expect(told).toHaveLength(4);
  expect(await roots(replayed.worker)).toEqual(told);
  expect(await violations(replayed.worker)).toEqual([]);
});
