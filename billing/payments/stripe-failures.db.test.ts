// The failure modes of a payment provider, produced by the fake one by one: what we then believe is true, and nothing is paid twice.
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { isRefusal, ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  createStripeClient,
  createStripeRail,
  ensureRecipient,
  fillInboxGaps,
  type PaymentDeps,
  payOut,
  perform,
  presentInvoice,
  processInbox,
  reverseTransfer,
  startTestStripe,
  storeNotice,
  stripeFetcher,
  type TestStripe,
} from './index.ts';

let database: TestDatabase<unknown>;
let stripe: TestStripe;
let deps: PaymentDeps;
let client: ReturnType<typeof createStripeClient>;
const clock = new ManualClock(new Date());

beforeAll(async () => {
  [database, stripe] = await Promise.all([createTestDatabase<unknown>(), startTestStripe()]);
  client = createStripeClient(stripe.secretKey, stripe.url);
  deps = { db: database.worker, rail: createStripeRail(client), clock };
}, 60_000);
beforeEach(() => stripe.control('reset'));
afterAll(async () => {
  await Promise.all([database.drop(), stripe.stop()]);
});

const hear = () => processInbox(database.worker, stripeFetcher(client), clock, 100);
const recipient = async (transfers: 'active' | 'restricted' = 'active') => {
  const partyId = newId<TenantId>();
  const made = await ensureRecipient(deps, {
    partyId,
    name: 'Partner',
    email: 'p@example.org',
    country: 'us',
    currency: 'USD',
  });
  if (made.kind !== 'confirmed') throw new Error(made.kind);
  const become = async (status: 'active' | 'restricted', heard: boolean) => {
    await stripe.control('recipient', { account: made.id, transfers: status });
    if (!heard) return;
    await storeNotice(database.worker, {
      eventId: newId(),
      type: 'v2.core.account.updated',
      apiVersion: undefined,
      objectId: made.id,
    });
    await hear();
  };
  await become(transfers, true);
  return { partyId, account: made.id, become };
};
const invoice = (currency: 'USD' | 'JPY', amountMinor: bigint) => ({
  invoiceId: newId(),
  payer: { tenantId: newId<TenantId>(), name: 'North Hospital' },
  currency,
  description: 'Reads',
  lines: [{ lineId: 'l', description: 'Reads', amountMinor }],
});
const transfersOf = async (payoutId: string) => (await client.transfers.list({ transfer_group: payoutId })).data;
const later = () => clock.advance(4_000_000);

test('a key that was used with another body is refused, and the act it was used for stands', async () => {
  const request = { operation: 'customer.create', tenantId: newId(), name: 'A', email: null } as const;
  const made = await perform(deps, request, `customer:${request.tenantId}`);
  const other = await perform(deps, { ...request, name: 'B' }, `customer:${request.tenantId}`);
  expect(other).toEqual(made);
  const row = await sql<{
    id: string;
  }>`select id from payments.request where subject = ${`customer:${request.tenantId}`}`.execute(database.worker);
  const forged = client.customers.create({ name: 'B' }, { idempotencyKey: row.rows[0]?.id ?? '' });
  await expect(forged).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
});

test('money cannot be taken back from a recipient that has spent it; the debt waits and is taken when it can be', async () => {
  const { partyId, account } = await recipient();
  await stripe.control('balance', { currency: 'usd', add: 1_000 });
  const paid = await payOut(deps, { payoutId: newId(), partyId, currency: 'USD', amountMinor: 1_000n });
  if (isRefusal(paid) || paid.kind !== 'confirmed') throw new Error('not paid');
  await stripe.control('balance', { account, currency: 'usd', add: -900 });
  const back = { reversalId: newId(), transferId: paid.id, partyId, currency: 'USD', amountMinor: 500n } as const;
  expect(await reverseTransfer(deps, back)).toMatchObject({ kind: 'rejected', code: 'balance_insufficient' });
  await stripe.control('balance', { account, currency: 'usd', add: 900 });
  expect(await reverseTransfer(deps, back, { retry: true })).toMatchObject({
    kind: 'confirmed',
    facts: { amount: '500' },
  });
  expect((await client.transfers.retrieve(paid.id)).amount_reversed).toBe(500);
});

test('an onboarding revoked between planning and paying pays nothing, and paying goes on when it is restored', async () => {
  const { partyId, become } = await recipient();
  await stripe.control('balance', { currency: 'usd', add: 1_000 });
  const payout = { payoutId: newId(), partyId, currency: 'USD', amountMinor: 700n } as const;
  await become('restricted', false);
  expect(await payOut(deps, payout)).toMatchObject({
    kind: 'rejected',
    code: 'insufficient_capabilities_for_transfer',
  });
  await become('restricted', true);
  expect(await payOut(deps, payout, { retry: true })).toMatchObject({ code: 'RECIPIENT_NOT_READY' });
  await become('active', true);
  expect(await payOut(deps, payout, { retry: true })).toMatchObject({ kind: 'confirmed' });
  expect(await transfersOf(payout.payoutId)).toHaveLength(1);
});

test('yen have no minor digits and are presented as they are', async () => {
  const presented = await presentInvoice(deps, invoice('JPY', 1_234n));
  expect(presented).toMatchObject({ kind: 'presented', amountPaidMinor: 1_234n });
  if (presented.kind === 'presented')
    expect((await client.invoices.retrieve(presented.stripeInvoiceId)).total).toBe(1_234);
});

test('events that were dropped are found again, once, and acted on', async () => {
  const since = new Date(Date.now() - 1_000);
  const wanted = invoice('USD', 500n);
  await presentInvoice(deps, wanted);
  expect(await fillInboxGaps(database.worker, client, since)).toBeGreaterThan(3);
  expect(await fillInboxGaps(database.worker, client, since)).toBe(0);
  await hear();
  const mirror = await sql<{
    status: string;
  }>`select status from payments.mirror where subject = ${wanted.invoiceId}`.execute(database.worker);
  expect(mirror.rows[0]?.status).toBe('paid');
});

test('an event about an object that is gone, or none of ours, is dealt with once and forgotten', async () => {
  await storeNotice(database.worker, {
    eventId: newId(),
    type: 'invoice.paid',
    apiVersion: undefined,
    objectId: 'in_gone',
  });
  const foreign = await client.customers.create({ name: 'Somebody' });
  const { id } = await client.invoices.create({ customer: foreign.id, currency: 'usd' });
  await storeNotice(database.worker, {
    eventId: newId(),
    type: 'invoice.created',
    apiVersion: undefined,
    objectId: id,
  });
  await hear();
  const left = await sql`select 1 from payments.inbox where processed_at is null`.execute(database.worker);
  expect(left.rows).toEqual([]);
});

test('an event whose object cannot be fetched waits, and is acted on when Stripe answers again', async () => {
  const wanted = invoice('USD', 500n);
  const presented = await presentInvoice(deps, wanted);
  if (presented.kind !== 'presented') throw new Error(presented.kind);
  await stripe.control('faults', {
    kind: 'error-before',
    method: 'GET',
    path: `^/v1/invoices/${presented.stripeInvoiceId}$`,
    times: 1,
  });
  await storeNotice(database.worker, {
    eventId: newId(),
    type: 'invoice.paid',
    apiVersion: undefined,
    objectId: presented.stripeInvoiceId,
  });
  expect(await hear()).toBe(0);
  await sql`update payments.inbox set next_at = now() where processed_at is null`.execute(database.owner);
  expect(await hear()).toBe(1);
});

test('in 60 random schedules of faults, crashes and retries, a payout makes at most one transfer, and in the end exactly one', async () => {
  const kinds = ['lost-answer', 'lost-request', 'error-after', 'error-before', 'rate-limit', 'conflict'] as const;
  const { partyId } = await recipient();
  await stripe.control('balance', { currency: 'usd', add: 1_000_000 });
  for (let schedule = 0; schedule < 60; schedule += 1) {
    const payout = { payoutId: newId(), partyId, currency: 'USD', amountMinor: 100n } as const;
    for (let step = 0; step <= schedule % 4; step += 1) {
      const kind = kinds[(schedule * 7 + step * 5) % kinds.length];
      await stripe.control('faults', { kind, path: '^/v1/transfers$', times: 1 + (schedule % 2) });
      if (schedule % 5 === 0) await stripe.control('clock', { advanceMs: 25 * 3_600_000 });
      await Promise.all([payOut(deps, payout, { retry: true }), payOut(deps, payout, { retry: true })]);
      later();
    }
    for (let left = 12; (await transfersOf(payout.payoutId)).length === 0 && left > 0; left -= 1) {
      await payOut(deps, payout, { retry: true });
      later();
    }
    expect(await transfersOf(payout.payoutId)).toHaveLength(1);
    await payOut(deps, payout, { retry: true });
    later();
    await payOut(deps, payout, { retry: true });
    expect(await transfersOf(payout.payoutId)).toHaveLength(1);
  }
}, 120_000);
