// What customers and parties see of a closed month, from the invoice down to a read's weights and back, and nobody else's.
import { generateKeyPairSync } from 'node:crypto';
import { chargesByJournal, provenanceOf } from '@hounsfield/charging';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  invoiceById,
  invoiceCsv,
  invoicesOf,
  journalsOfLine,
  lineOfJournal,
  partyStanding,
  payoutsOf,
  statementDocument,
  statementsOf,
} from './index.ts';
import { closingWorld } from './test-world.ts';

let database: TestDatabase<unknown>;
let world: Awaited<ReturnType<typeof closingWorld>>;
const platform = newId<TenantId>();
beforeAll(async () => {
  database = await createTestDatabase();
  world = await closingWorld(database, platform, generateKeyPairSync('ed25519').privateKey);
  await sql`insert into invoicing.tax_profile values (${world.customer}, '=VAT, 6 %', 600)`.execute(database.worker);
  for (const lane of ['ROUTINE', 'ROUTINE', 'STAT'] as const) await world.read(lane);
  await world.close();
});
afterAll(() => database.drop());

test('an invoice line leads to its reads with their model and weights, and a read back to its line', async () => {
  const { customer } = world;
  const [invoice] = await invoicesOf(database.app, customer);
  if (!invoice) throw new Error('no invoice');
  const journals = await journalsOfLine(database.app, customer, { invoiceId: invoice.id, line: 1 });
  const charges = await chargesByJournal(database.app, customer, journals);
  expect(charges.map(({ lane, net }) => [lane, net.amountMinor])).toEqual([
    ['ROUTINE', 10_003n],
    ['ROUTINE', 10_003n],
  ]);
  const provenance = await provenanceOf(
    database.app,
    customer,
    charges.map(({ id }) => id),
  );
  const first = provenance.get(charges[0]?.id ?? ('' as never));
  expect(first).toMatchObject({
    diagnosisId: charges[0]?.diagnosisId,
    modelVersion: '1.0.0',
    weightsSha256: 'cd'.repeat(32),
    workflowId: 'w',
  });
  expect(await lineOfJournal(database.app, customer, first?.journalId ?? 0n)).toEqual({
    invoiceId: invoice.id,
    line: 1,
  });
});

test('an invoice is a CSV that adds up and starts no formula', async () => {
  const [invoice] = await invoicesOf(database.app, world.customer);
  if (!invoice) throw new Error('no invoice');
  const csv = invoiceCsv({
    ...invoice,
    lines: invoice.lines.map((line) => ({ ...line, label: `=1+1,"${line.label}"` })),
  });
  const rows = csv.trimEnd().split('\r\n');
  expect(rows).toHaveLength(4);
  expect(rows[1]).toBe(
    `${invoice.number},invoice,2026-10,1,charge,"'=1+1,""quantitative-ct ROUTINE v1""",2,200.06,12.00,212.06,AED`,
  );
  expect(rows[3]).toBe(`${invoice.number},invoice,2026-10,,total,,,350.09,21.00,371.09,AED`);
});

test('a party sees its statements, its file, its payouts and where its money is', async () => {
  const { partner } = world;
  const [statement] = await statementsOf(database.app, partner);
  expect(statement).toMatchObject({ earned: { amountMinor: 5_577n * 2n + 8_364n }, entries: 3 });
  expect(await statementDocument(database.app, partner, statement?.id ?? ('' as never))).toContain(statement?.root);
  expect(await payoutsOf(database.app, partner)).toMatchObject([{ state: 'planned', amountMinor: 19_518n }]);
  expect(await partyStanding(database.app, partner)).toMatchObject([
    {
      accrued: { amountMinor: 0n },
      payable: { amountMinor: 0n },
      inTransit: { amountMinor: 19_518n },
      paid: { amountMinor: 0n },
    },
  ]);
});

test("nobody sees what is another's", async () => {
  const { customer, partner, vendor } = world;
  const [invoice] = await invoicesOf(database.app, customer);
  const [statement] = await statementsOf(database.app, partner);
  if (!invoice || !statement) throw new Error('nothing to guess');
  for (const stranger of [vendor, newId<TenantId>()]) {
    expect(await invoicesOf(database.app, stranger)).toEqual([]);
    expect(await invoiceById(database.app, stranger, invoice.id)).toBeUndefined();
    expect(await statementDocument(database.app, stranger, statement.id)).toBeUndefined();
    expect(await journalsOfLine(database.app, stranger, { invoiceId: invoice.id, line: 1 })).toEqual([]);
  }
});
