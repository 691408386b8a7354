// From charged reads to invoices, money received, signed statements and payouts: to the minor unit, and only once.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { refundCharge, setWallet, topUp } from '@hounsfield/charging';
import { createTestDatabase, type TestDatabase, withTenant } from '@hounsfield/database';
import { ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { violations } from '@hounsfield/ledger';
import { verifyStatement } from '@hounsfield/statement';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { closePeriod, duePayouts, type InvoiceId, recordPayment, setPayoutTerms, settlePayout } from './index.ts';
import { closingWorld } from './test-world.ts';

let database: TestDatabase<unknown>;
const platform = newId<TenantId>();
const { privateKey } = generateKeyPairSync('ed25519');
const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  expect(await violations(database.worker)).toEqual([]);
});
afterAll(() => database.drop());

test('a closed month is one invoice whose lines are its reads, and a second close changes nothing', async () => {
  const { read, close, deps, periods, invoices, customer, balance } = await closingWorld(
    database,
    platform,
    privateKey,
  );
  await sql`insert into invoicing.tax_profile values (${customer}, 'VAT 6 %', 600)`.execute(database.worker);
  for (const lane of ['ROUTINE', 'ROUTINE', 'STAT'] as const) await read(lane);
  await close();
  const [first] = await periods();
  await closePeriod(deps, first?.id ?? 0);
  const issued = await invoices();
  expect(issued).toMatchObject([{ kind: 'invoice', net_minor: 35_009n, tax_minor: 1_200n + 900n }]);
  expect(await balance('customer_receivable', customer)).toBe(37_109n);
  expect(await balance('customer_unbilled', customer)).toBe(0n);
  const lines = await sql<{ label: string; quantity: number }>`select label, quantity from invoicing.invoice_line
    where tenant_id = ${customer} order by line`.execute(database.worker);
  expect(lines.rows).toEqual([
    { label: 'quantitative-ct ROUTINE v1', quantity: 2 },
    { label: 'quantitative-ct STAT v1', quantity: 1 },
  ]);
});

test('a statement is signed, verifies offline, chains to the one before and says what the ledger owes', async () => {
  const { read, close, statements, partner } = await closingWorld(database, platform, privateKey);
  const charge = await read();
  await read('STAT');
  await close();
  await refundCharge(
    database.worker,
    { chargeId: charge, amountMinor: 5_000n, reason: 'dispute', idemKey: newId() },
    new ManualClock(new Date('2026-11-12T00:00:00.000Z')),
  );
  await read();
  await close();
  const [october, november] = await statements(partner);
  const text = (document: Buffer | undefined) => gunzipSync(document ?? Buffer.alloc(0)).toString('utf8');
  const first = verifyStatement(text(october?.document), { publicKey, previousRoot: '' });
  expect(first).toMatchObject({ holds: true, totals: { entries: 2, earned: `${5_577n + 8_364n}`, refunded: '0' } });
  const second = verifyStatement(text(november?.document), { publicKey, previousRoot: october?.root.toString('hex') });
  expect(second).toMatchObject({
    holds: true,
    problems: [],
    header: { opening: '13941' },
    totals: { refunded: '2788', earned: '5577' },
  });
});

test('what a statement says is payable is paid out once, and shown as paid on the next statement', async () => {
  const { read, close, statements, partner, clock, balance } = await closingWorld(database, platform, privateKey);
  await setPayoutTerms(database.worker, {
    partyId: partner,
    payWhenPaid: false,
    holdDays: 7,
    minimumMinor: 100n,
    rail: 'stripe',
  });
  await read();
  await close();
  const own = async () =>
    (await duePayouts(database.worker, 'stripe', clock.now())).filter(({ partyId }) => partyId === partner);
  expect(await own()).toEqual([]);
  clock.advance(7 * 86_400_000);
  const [payout] = await own();
  if (!payout) throw new Error('nothing due');
  expect(payout).toMatchObject({ amountMinor: 5_577n, state: 'planned' });
  const settlement = { partyId: partner, payoutId: payout.id, state: 'confirmed', externalId: 'tr_1' } as const;
  await Promise.all([
    settlePayout(database.worker, settlement, clock),
    settlePayout(database.worker, settlement, clock),
  ]);
  expect([await balance('in_transit', partner), await balance('partner_payable', partner)]).toEqual([0n, 0n]);
  await close();
  expect((await statements(partner)).map(({ closing_minor }) => closing_minor)).toEqual([5_577n, 0n]);
});

test('a payout that is rejected for good is payable again, and goes with the next statement', async () => {
  const { read, close, partner, clock } = await closingWorld(database, platform, privateKey);
  await read();
  await close();
  const own = async () =>
    (await duePayouts(database.worker, 'stripe', clock.now())).filter(({ partyId }) => partyId === partner);
  const [payout] = await own();
  await settlePayout(
    database.worker,
    { partyId: partner, payoutId: payout?.id ?? ('' as never), state: 'rejected' },
    clock,
  );
  expect(await own()).toEqual([]);
  await read();
  await close();
  expect((await own()).map(({ amountMinor }) => amountMinor)).toEqual([11_154n]);
});

test('a party paid when paid gets exactly its share as the customer pays in pieces, whatever the pieces', async () => {
  const { read, close, invoices, partner, customer, clock, balance } = await closingWorld(
    database,
    platform,
    privateKey,
  );
  await setPayoutTerms(database.worker, {
    partyId: partner,
    payWhenPaid: true,
    holdDays: 0,
    minimumMinor: 1n,
    rail: 'bank_file',
  });
  await read();
  await read('STAT');
  await close();
  expect(await balance('partner_payable', partner)).toBe(0n);
  const [invoice] = await invoices();
  const pay = (receivedMinor: bigint) =>
    recordPayment(
      database.worker,
      { tenantId: customer, invoiceId: invoice?.id ?? ('' as InvoiceId), receivedMinor },
      clock,
    );
  let before = 0n;
  for (const received of [1n, 7_777n, 7_777n, 5_000n, 20_000n]) {
    await pay(received);
    const payable = -(await balance('partner_payable', partner));
    expect(payable).toBeGreaterThanOrEqual(before);
    before = payable;
  }
  expect(await pay(25_007n)).toMatchObject({ code: 'MORE_THAN_ASKED' });
  expect(await pay(25_006n)).toMatchObject({ outstandingMinor: 0n });
  expect(-(await balance('partner_payable', partner))).toBe(5_577n + 8_364n);
  expect(await balance('partner_accrued', partner)).toBe(0n);
});

test('refunds after a payout are carried as a negative and taken from the next one', async () => {
  const { read, close, partner, clock, invoices } = await closingWorld(database, platform, privateKey);
  const charge = await read();
  await close();
  const own = async () =>
    (await duePayouts(database.worker, 'stripe', clock.now())).filter(({ partyId }) => partyId === partner);
  const [payout] = await own();
  await settlePayout(
    database.worker,
    { partyId: partner, payoutId: payout?.id ?? ('' as never), state: 'confirmed', externalId: newId() },
    clock,
  );
  await refundCharge(
    database.worker,
    { chargeId: charge, amountMinor: 'all', reason: 'dispute', idemKey: newId() },
    clock,
  );
  await close();
  expect(await own()).toEqual([]);
  expect((await invoices()).map(({ kind, net_minor }) => [kind, net_minor])).toEqual([
    ['invoice', 10_003n],
    ['credit_note', -10_003n],
  ]);
  await read('STAT');
  await close();
  expect((await own()).map(({ amountMinor }) => amountMinor)).toEqual([8_364n - 5_577n]);
});

test('prepaid reads ask for no money, and their shares are due at once', async () => {
  const { read, close, invoices, customer, partner, clock, currency, balance } = await closingWorld(
    database,
    platform,
    privateKey,
  );
  await setPayoutTerms(database.worker, {
    partyId: partner,
    payWhenPaid: true,
    holdDays: 0,
    minimumMinor: 1n,
    rail: 'bank_file',
  });
  await setWallet(
    database.worker,
    { tenantId: customer, currency, prepaid: true, budgetMinor: null, hardStop: false },
    clock,
  );
  await topUp(database.worker, { tenantId: customer, currency, amountMinor: 50_000n, idemKey: newId() }, clock);
  await read();
  await close();
  expect(await invoices()).toMatchObject([{ kind: 'invoice', net_minor: 0n }]);
  expect(-(await balance('in_transit', partner))).toBe(5_577n);
});

test('I11: an issued invoice takes no more lines, and one that is not its lines fails; others see none of it', async () => {
  const { read, close, customer, invoices } = await closingWorld(database, platform, privateKey);
  await read();
  await close();
  const [invoice] = await invoices();
  const line = sql`insert into invoicing.invoice_line (tenant_id, invoice_id, line, kind, label, quantity, net_minor, tax_basis_points, tax_minor)
    values (${customer}, ${invoice?.id}, 9, 'charge', '', 1, 0, 0, 0)`;
  await expect(line.execute(database.owner)).rejects.toMatchObject({ constraint: 'invoice_sealed' });
  const forged = sql`insert into invoicing.invoice (tenant_id, id, period_id, currency, kind, number, net_minor, tax_minor, charged_minor, drawn_minor, journal_id, issued_at)
    select ${newId()}, gen_random_uuid(), period_id, currency, 'invoice', 9999, 5, 0, 5, 0, journal_id, issued_at from invoicing.invoice where id = ${invoice?.id}`;
  await expect(forged.execute(database.owner)).rejects.toMatchObject({ constraint: 'invoice_totals' });
  const seen = await withTenant(database.app, newId<TenantId>(), (trx) =>
    sql`select 1 from invoicing.invoice`.execute(trx),
  );
  expect(seen.rows).toEqual([]);
  const numbers = await sql<{ gaps: bigint }>`select max(number) - count(*) as gaps from invoicing.invoice`.execute(
    database.worker,
  );
  expect(numbers.rows[0]?.gaps).toBe(0n);
});
