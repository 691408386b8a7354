// Payments against the Stripe fake through the real SDK: whatever the network does, each act happens at most once.
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { isRefusal, ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import Stripe from 'stripe';
import {
  createStripeClient,
  createStripeRail,
  ensureRecipient,
  type InvoiceToPresent,
  type PaymentDeps,
  payOut,
  presentInvoice,
  processInbox,
  reverseTransfer,
  STRIPE_API_VERSION,
  storeNotice,
  stripeFetcher,
  verifyStripeNotice,
} from './index.ts';
import { startTestStripe, type TestStripe } from './test-stripe.ts';

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

const invoice = (amounts: readonly bigint[] = [10_003n, 4_997n]): InvoiceToPresent => ({
  invoiceId: newId(),
  payer: { tenantId: newId<TenantId>(), name: 'North Hospital', email: 'finance@north.example' },
  currency: 'USD',
  description: 'Reads of November 2026',
  lines: amounts.map((amountMinor, index) => ({
    lineId: `line-${index}`,
    description: `Reads, tier ${index}`,
    amountMinor,
  })),
});
const paidRecipient = async (): Promise<TenantId> => {
  const partyId = newId<TenantId>();
  const made = await ensureRecipient(deps, {
    partyId,
    name: 'Partner',
    email: 'p@example.org',
    country: 'us',
    currency: 'USD',
  });
  if (made.kind !== 'confirmed') throw new Error(made.kind);
  await stripe.control('recipient', { account: made.id, transfers: 'active' });
  await storeNotice(database.worker, {
    eventId: `evt_${partyId}`,
    type: 'v2.core.account[configuration.recipient].capability_status_updated',
    apiVersion: undefined,
    objectId: made.id,
  });
  await processInbox(database.worker, stripeFetcher(client), clock, 100);
  return partyId;
};
const made = async (path: RegExp) =>
  (await stripe.requests()).filter(
    (request) => request.method === 'POST' && path.test(request.path) && request.status === 200,
  );
const later = () => clock.advance(4_000_000);

test('the SDK, our pin and the events of the fake are of one API version', async () => {
  expect(new Stripe('sk_test_any').getApiField('version')).toBe(STRIPE_API_VERSION);
  await client.customers.create({ name: 'Any' });
  expect((await client.events.list({ limit: 1 })).data[0]?.api_version).toBe(STRIPE_API_VERSION);
});

test('an invoice is drafted, filled, compared, finalised and paid, each step once however often it is asked for', async () => {
  const wanted = invoice();
  const first = await presentInvoice(deps, wanted);
  expect(first).toMatchObject({ kind: 'presented', status: 'paid', amountPaidMinor: 15_000n });
  expect(await presentInvoice(deps, wanted)).toEqual(first);
  const counts = await sql<{
    n: bigint;
    confirmed: bigint;
  }>`select count(*) as n, count(*) filter (where state = 'confirmed') as confirmed
    from payments.request where subject = ${wanted.invoiceId}`.execute(database.worker);
  expect(counts.rows[0]).toEqual({ n: 4n, confirmed: 4n });
});

test('an answer that is lost leaves the act unknown; the search finds it and nothing is made twice', async () => {
  const wanted = invoice();
  await stripe.control('faults', { kind: 'lost-answer', path: '^/v1/invoices$', times: 1 });
  await stripe.control('faults', { kind: 'lost-request', path: '^/v1/invoices$', times: 5 });
  expect(await presentInvoice(deps, wanted)).toEqual({ kind: 'pending', state: 'unknown' });
  later();
  expect(await presentInvoice(deps, wanted)).toMatchObject({ kind: 'presented', status: 'paid' });
  expect(
    (await client.invoices.list({ limit: 100 })).data.filter(({ metadata }) => metadata?.subject === wanted.invoiceId),
  ).toHaveLength(1);
});

test('an act whose key was forgotten after a day is found by search, not sent again', async () => {
  const partyId = await paidRecipient();
  await stripe.control('balance', { currency: 'usd', add: 100_000 });
  await stripe.control('faults', { kind: 'error-after', path: '^/v1/transfers$' });
  const payout = { payoutId: newId(), partyId, currency: 'USD', amountMinor: 5_577n } as const;
  expect(await payOut(deps, payout)).toEqual({ kind: 'pending', state: 'unknown' });
  await stripe.control('clock', { advanceMs: 25 * 3_600_000 });
  clock.advance(25 * 3_600_000);
  expect(await payOut(deps, payout)).toMatchObject({ kind: 'confirmed' });
  expect((await client.transfers.list({ transfer_group: payout.payoutId })).data).toHaveLength(1);
});

test('a failure that its key replays is worn out: the search proves absence and a new key does the act once', async () => {
  const partyId = await paidRecipient();
  await stripe.control('balance', { currency: 'usd', add: 100_000 });
  await stripe.control('faults', { kind: 'error-before', path: '^/v1/transfers$' });
  const payout = { payoutId: newId(), partyId, currency: 'USD', amountMinor: 1_000n } as const;
  expect(await payOut(deps, payout)).toMatchObject({ kind: 'pending' });
  later();
  expect(await payOut(deps, payout)).toMatchObject({ kind: 'rejected', code: 'key_worn_out' });
  later();
  expect(await payOut(deps, payout, { retry: true })).toMatchObject({ kind: 'confirmed' });
  expect((await client.transfers.list({ transfer_group: payout.payoutId })).data).toHaveLength(1);
});

test('a payout without balance is rejected, and paid once when there is balance again', async () => {
  const partyId = await paidRecipient();
  const payout = { payoutId: newId(), partyId, currency: 'USD', amountMinor: 1_000n } as const;
  expect(await payOut(deps, payout)).toMatchObject({ kind: 'rejected', code: 'balance_insufficient' });
  await stripe.control('balance', { currency: 'usd', add: 1_000 });
  expect(await payOut(deps, payout)).toMatchObject({ kind: 'rejected' });
  const paid = await payOut(deps, payout, { retry: true });
  expect(paid).toMatchObject({ kind: 'confirmed', facts: { amount: '1000' } });
  expect(await payOut(deps, payout, { retry: true })).toEqual(paid);
});

test('too much traffic is waited out under the same key', async () => {
  await stripe.control('faults', { kind: 'rate-limit', path: '^/v1/customers$', times: 2 });
  const wanted = invoice();
  expect(await presentInvoice(deps, wanted)).toEqual({ kind: 'pending', state: 'planned' });
  later();
  expect(await presentInvoice(deps, wanted)).toEqual({ kind: 'pending', state: 'planned' });
  later();
  expect(await presentInvoice(deps, wanted)).toMatchObject({ kind: 'presented' });
});

test('a worker that died after sending leaves an act that the next one finds', async () => {
  const wanted = invoice();
  const crash: PaymentDeps = {
    ...deps,
    rail: {
      ...deps.rail,
      submit: async (sent) => {
        await deps.rail.submit(sent);
        throw new Error('killed');
      },
    },
  };
  await presentInvoice(crash, wanted);
  await sql`update payments.request set state = 'submitting', claimed_until = ${clock.now()} where subject = ${`customer:${wanted.payer.tenantId}`}`.execute(
    database.owner,
  );
  later();
  expect(await presentInvoice(deps, wanted)).toMatchObject({ kind: 'presented' });
  expect(await made(/^\/v1\/customers$/)).not.toHaveLength(0);
  expect((await client.customers.list({ limit: 100 })).data).toHaveLength(1);
});

test('16 workers paying one payout make one transfer', async () => {
  const partyId = await paidRecipient();
  await stripe.control('balance', { currency: 'usd', add: 100_000 });
  const payout = { payoutId: newId(), partyId, currency: 'USD', amountMinor: 1_000n } as const;
  await Promise.all(Array.from({ length: 16 }, () => payOut(deps, payout, { retry: true })));
  expect(await payOut(deps, payout)).toMatchObject({ kind: 'confirmed' });
  expect((await client.transfers.list({ transfer_group: payout.payoutId })).data).toHaveLength(1);
});

test('a transfer is taken back in part by our amounts, and never beyond the whole', async () => {
  const partyId = await paidRecipient();
  await stripe.control('balance', { currency: 'usd', add: 100_000 });
  const paid = await payOut(deps, { payoutId: newId(), partyId, currency: 'USD', amountMinor: 1_000n });
  if (isRefusal(paid) || paid.kind !== 'confirmed') throw new Error('not paid');
  const back = { transferId: paid.id, partyId, currency: 'USD' } as const;
  expect(await reverseTransfer(deps, { ...back, reversalId: newId(), amountMinor: 400n })).toMatchObject({
    kind: 'confirmed',
  });
  expect(await reverseTransfer(deps, { ...back, reversalId: newId(), amountMinor: 700n })).toMatchObject({
    kind: 'rejected',
    code: 'amount_too_large',
  });
});

test('a recipient that is not onboarded is not paid, nor is anyone paid nothing', async () => {
  const stranger = { payoutId: newId(), partyId: newId<TenantId>(), currency: 'USD', amountMinor: 1n } as const;
  expect(await payOut(deps, stranger)).toMatchObject({ code: 'RECIPIENT_NOT_READY' });
  expect(await payOut(deps, { ...stranger, amountMinor: 0n })).toMatchObject({ code: 'NOTHING_TO_PAY' });
});

test('a declined card leaves the invoice open, and a later try collects it', async () => {
  const wanted = invoice();
  await stripe.control('declines', { times: 1 });
  expect(await presentInvoice(deps, wanted)).toMatchObject({ kind: 'presented', status: 'open' });
  expect(await presentInvoice(deps, wanted, { retryPayment: true })).toMatchObject({
    kind: 'presented',
    status: 'paid',
  });
});

test('an invoice of 251 lines, of none, or of dinars that do not end in 0 is refused before it is finalised', async () => {
  expect(await presentInvoice(deps, invoice(Array.from({ length: 251 }, () => 1n)))).toMatchObject({
    code: 'TOO_MANY_LINES',
  });
  expect(await presentInvoice(deps, invoice([]))).toMatchObject({ code: 'NO_LINES' });
  expect(await presentInvoice(deps, { ...invoice([1_001n]), currency: 'KWD' })).toMatchObject({ code: 'REJECTED' });
  expect(await presentInvoice(deps, { ...invoice([1_010n]), currency: 'KWD' })).toMatchObject({
    kind: 'presented',
    amountPaidMinor: 1_010n,
  });
});

test('a request is frozen: neither its content nor a confirmed outcome can be changed', async () => {
  const wanted = invoice();
  await presentInvoice(deps, wanted);
  const attack = (set: string) =>
    sql`update payments.request set ${sql.raw(set)} where subject = ${wanted.invoiceId}`.execute(database.owner);
  await expect(attack(`params = '{}'`)).rejects.toMatchObject({ constraint: 'request_frozen' });
  await expect(attack(`state = 'planned', stripe_id = null`)).rejects.toMatchObject({
    constraint: 'request_moves_forward',
  });
  const second = sql`insert into payments.request (id, operation, subject, attempt, params, params_sha256, next_at, created_at)
    select gen_random_uuid(), operation, subject, attempt + 1, params, params_sha256, now(), now() from payments.request where subject = ${wanted.invoiceId}`;
  await expect(second.execute(database.owner)).rejects.toMatchObject({ constraint: 'request_one_live' });
});

test('an event is believed only when it is signed by a current secret within five minutes', async () => {
  const at = new Date('2026-11-23T12:00:00.000Z');
  const payload = JSON.stringify({
    id: 'evt_1',
    type: 'invoice.paid',
    api_version: STRIPE_API_VERSION,
    data: { object: { id: 'in_1' } },
  });
  const header = (secret: string) =>
    client.webhooks.generateTestHeaderString({ payload, secret, timestamp: at.getTime() / 1000 });
  const verify = (signature: string, now = at) =>
    verifyStripeNotice(client, Buffer.from(payload), signature, ['whsec_old', 'whsec_new'], now);
  expect(verify(header('whsec_new'))).toEqual({
    eventId: 'evt_1',
    type: 'invoice.paid',
    apiVersion: STRIPE_API_VERSION,
    objectId: 'in_1',
  });
  expect(verify(header('whsec_old'))).toBeDefined();
  expect(verify(header('whsec_wrong'))).toBeUndefined();
  expect(verify(header('whsec_new'), new Date(at.getTime() + 301_000))).toBeUndefined();
  expect(verify('t=1,v1=00')).toBeUndefined();
});
