// The webhook process against the Stripe fake: signed events arrive, twice, late, in reverse or not at all, and the state is right.
import { createServer } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { createLogger, newId, systemClock, type TenantId } from '@hounsfield/kernel';
import {
  createStripeClient,
  createStripeRail,
  ensureRecipient,
  type PaymentDeps,
  presentInvoice,
  recipientOf,
  startTestStripe,
  type TestStripe,
} from '@hounsfield/payments';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { startWebhook } from './index.ts';

let database: TestDatabase<unknown>;
let stripe: TestStripe;
let webhook: Awaited<ReturnType<typeof startWebhook>>;
let deps: PaymentDeps;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

beforeAll(async () => {
  const port = await freePort();
  [database, stripe] = await Promise.all([createTestDatabase<unknown>(), startTestStripe(`http://127.0.0.1:${port}`)]);
  webhook = await startWebhook(
    {
      PORT: port,
      LOG_LEVEL: 'silent',
      WORKER_DATABASE_URL: database.urls.worker,
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_API_BASE: stripe.url,
      STRIPE_WEBHOOK_SECRET: `whsec_next, ${stripe.webhookSecret}`,
    },
    createLogger('webhook-test', 'silent'),
  );
  deps = {
    db: database.worker,
    rail: createStripeRail(createStripeClient(stripe.secretKey, stripe.url)),
    clock: systemClock,
  };
}, 60_000);
afterAll(async () => {
  await Promise.all([webhook.stop(), stripe.stop()]);
  await database.drop();
});

const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let left = 100; !(await holds()); left -= 1) {
    if (left === 0) throw new Error('it never came to be');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
const invoice = () => ({
  invoiceId: newId(),
  payer: { tenantId: newId<TenantId>(), name: 'North Hospital' },
  currency: 'USD' as const,
  description: 'Reads',
  lines: [{ lineId: 'l', description: 'Reads', amountMinor: 10_003n }],
});
const mirrored = async (subject: string): Promise<string | undefined> =>
  (
    await sql<{ status: string }>`select status from payments.mirror where subject = ${subject}`.execute(
      database.worker,
    )
  ).rows[0]?.status;

test('a paid invoice is announced once to whoever posts it, although its events come twice and in reverse', async () => {
  await stripe.control('webhooks', { duplicate: 10, reverse: true });
  const wanted = invoice();
  await presentInvoice(deps, wanted);
  await eventually(async () => (await mirrored(wanted.invoiceId)) === 'paid');
  await eventually(
    async () =>
      (await sql`select 1 from payments.inbox where processed_at is null`.execute(database.worker)).rows.length === 0,
  );
  const announced = await sql<{ n: bigint }>`select count(*) as n from outbox.event
    where topic = 'payment.invoice' and payload ->> 'subject' = ${wanted.invoiceId} and payload ->> 'status' = 'paid'`.execute(
    database.worker,
  );
  expect(announced.rows[0]?.n).toBe(1n);
  await stripe.control('webhooks', { duplicate: 0, reverse: false });
});

test('a recipient may be paid as soon as Stripe says so, and no longer when it says otherwise', async () => {
  const partyId = newId<TenantId>();
  const made = await ensureRecipient(deps, {
    partyId,
    name: 'Partner',
    email: 'p@example.org',
    country: 'us',
    currency: 'USD',
  });
  if (made.kind !== 'confirmed') throw new Error(made.kind);
  const active = async () => (await recipientOf(deps, partyId))?.transfersActive;
  await stripe.control('recipient', { account: made.id, transfers: 'active' });
  await eventually(async () => (await active()) === true);
  await stripe.control('recipient', { account: made.id, transfers: 'restricted' });
  await eventually(async () => (await active()) === false);
});

test('a body that Stripe did not sign is refused and leaves nothing behind', async () => {
  const count = async () =>
    (await sql<{ n: bigint }>`select count(*) as n from payments.inbox`.execute(database.worker)).rows[0]?.n;
  const before = await count();
  const post = (headers: Record<string, string>) =>
    fetch(`${webhook.url}/stripe/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"id":"evt_forged","type":"invoice.paid"}',
    });
  expect((await post({})).status).toBe(400);
  expect((await post({ 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` })).status).toBe(
    400,
  );
  expect(await count()).toBe(before);
});

test('it says that it lives and is ready', async () => {
  expect((await fetch(`${webhook.url}/livez`)).status).toBe(200);
  expect((await fetch(`${webhook.url}/readyz`)).status).toBe(200);
});
