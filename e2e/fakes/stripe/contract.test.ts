// The contract suite: the same v1 requests go to our fake and to stripe-mock, which knows Stripe's OpenAPI and nothing of us.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { type StripeFake, startStripeFake } from './server.ts';
import { startStripeMock, stripeMockBinary } from './stripe-mock.ts';

const binary = stripeMockBinary();
if (binary === undefined)
  console.warn('SKIPPED: stripe-mock was not found (STRIPE_MOCK_BIN, HOUNSFIELD_TOOLS, PATH): contract suite');

const client = (base: string): Stripe => {
  const { hostname, port } = new URL(base);
  return new Stripe('sk_test_contract', {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
};

type Case = readonly [name: string, ask: (stripe: Stripe, ids: Ids) => Promise<unknown>];
type Ids = {
  readonly customer: string;
  readonly draft: string;
  readonly open: string;
  readonly transfer: string;
  readonly account: string;
};

const line = { amount: 10_003, description: 'Reads', metadata: { line_id: 'l1' } };
const ACCEPTED: readonly Case[] = [
  [
    'customers.create',
    (stripe) => stripe.customers.create({ name: 'N', email: 'n@example.org', metadata: { a: 'b' } }),
  ],
  ['customers.retrieve', (stripe, { customer }) => stripe.customers.retrieve(customer)],
  ['customers.list', (stripe) => stripe.customers.list({ limit: 3, created: { gte: 1 } })],
  [
    'invoices.create',
    (stripe, { customer }) =>
      stripe.invoices.create({
        customer,
        currency: 'usd',
        auto_advance: false,
        collection_method: 'charge_automatically',
        pending_invoice_items_behavior: 'exclude',
        description: 'd',
        metadata: { subject: 's' },
      }),
  ],
  ['invoices.addLines', (stripe, { draft }) => stripe.invoices.addLines(draft, { lines: [line] })],
  ['invoices.retrieve', (stripe, { draft }) => stripe.invoices.retrieve(draft)],
  ['invoices.list', (stripe, { customer }) => stripe.invoices.list({ customer, limit: 3 })],
  ['invoices.listLineItems', (stripe, { draft }) => stripe.invoices.listLineItems(draft, { limit: 3 })],
  ['invoices.finalizeInvoice', (stripe, { draft }) => stripe.invoices.finalizeInvoice(draft, { auto_advance: false })],
  ['invoices.pay', (stripe, { open }) => stripe.invoices.pay(open)],
  ['invoicePayments.list', (stripe, { open }) => stripe.invoicePayments.list({ invoice: open, limit: 3 })],
  [
    'transfers.create',
    (stripe, { account }) =>
      stripe.transfers.create({
        amount: 100,
        currency: 'usd',
        destination: account,
        transfer_group: 'g',
        metadata: { a: 'b' },
      }),
  ],
  ['transfers.retrieve', (stripe, { transfer }) => stripe.transfers.retrieve(transfer)],
  [
    'transfers.list',
    (stripe, { account }) => stripe.transfers.list({ transfer_group: 'g', destination: account, limit: 3 }),
  ],
  [
    'transfers.createReversal',
    (stripe, { transfer }) => stripe.transfers.createReversal(transfer, { amount: 1, metadata: { a: 'b' } }),
  ],
  ['transfers.listReversals', (stripe, { transfer }) => stripe.transfers.listReversals(transfer, { limit: 3 })],
  ['balance.retrieve', (stripe) => stripe.balance.retrieve()],
  ['balanceTransactions.list', (stripe) => stripe.balanceTransactions.list({ limit: 3 })],
  ['events.list', (stripe) => stripe.events.list({ limit: 3 })],
];

// What stripe-mock can judge: missing, mistyped and unknown top-level parameters.
const loosely = (stripe: Stripe, path: string, params: Record<string, unknown>): Promise<unknown> =>
  stripe.rawRequest('POST', path, params as never);
const REFUSED: readonly Case[] = [
  [
    'a transfer without a currency',
    (stripe, { account }) => loosely(stripe, '/v1/transfers', { amount: 100, destination: account }),
  ],
  [
    'a transfer of no number',
    (stripe, { account }) =>
      loosely(stripe, '/v1/transfers', { amount: 'many', currency: 'usd', destination: account }),
  ],
  ['invoice lines that are none', (stripe, { draft }) => loosely(stripe, `/v1/invoices/${draft}/add_lines`, {})],
  ['an endpoint that does not exist', (stripe) => loosely(stripe, '/v1/nothing', {})],
];

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
/** Fields of the fake's answer that Stripe's does not know, or knows as another type (null fits anything). */
const strangeFields = (ours: Record<string, unknown>, theirs: Record<string, unknown>): string[] =>
  Object.entries(ours)
    .filter(([field]) => field !== 'lastResponse')
    .filter(
      ([field, value]) =>
        !(field in theirs) || (value !== null && theirs[field] !== null && typeOf(value) !== typeOf(theirs[field])),
    )
    .map(([field]) => field);

(binary === undefined ? describe.skip : describe)('the fake and stripe-mock', () => {
  let fake: StripeFake;
  let mock: Awaited<ReturnType<typeof startStripeMock>>;
  let ids: { fake: Ids; mock: Ids };

  beforeAll(async () => {
    fake = await startStripeFake({ port: 0, secretKey: 'sk_test_contract', webhookSecret: 'whsec_contract' });
    mock = await startStripeMock(binary ?? '');
  }, 60_000);
  afterAll(async () => {
    await Promise.all([fake.close(), mock.stop()]);
  });
  const control = (act: string, body: unknown) =>
    fetch(`${fake.url}/_control/${act}`, { method: 'POST', body: JSON.stringify(body) });

  const freshIds = async (): Promise<Ids> => {
    const stripe = client(fake.url);
    const customer = (await stripe.customers.create({ name: 'N' })).id;
    const draftOf = async () => {
      const { id } = await stripe.invoices.create({ customer, currency: 'usd', auto_advance: false });
      await stripe.invoices.addLines(id, { lines: [line] });
      return id;
    };
    const account = await stripe.v2.core.accounts.create({
      configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    });
    await control('recipient', { account: account.id, transfers: 'active' });
    await control('balance', { currency: 'usd', add: 10_000 });
    const [draft, open] = [await draftOf(), await draftOf()];
    await stripe.invoices.finalizeInvoice(open);
    const transfer = await stripe.transfers.create({ amount: 100, currency: 'usd', destination: account.id });
    return { customer, draft, open, transfer: transfer.id, account: account.id };
  };
  const both = async () => {
    ids = {
      fake: await freshIds(),
      mock: { customer: 'cus_1', draft: 'in_1', open: 'in_1', transfer: 'tr_1', account: 'acct_1' },
    };
    return ids;
  };

  test.each(ACCEPTED)('%s is taken by both, and the fake answers no field that Stripe does not', async (_, ask) => {
    await both();
    const ours = (await ask(client(fake.url), ids.fake)) as Record<string, unknown>;
    const theirs = (await ask(client(mock.url), ids.mock)) as Record<string, unknown>;
    // stripe-mock writes the id of the path over every field that held its example's id; for add_lines that is `object` too.
    if (theirs.object !== ids.mock.draft) expect(ours.object).toBe(theirs.object);
    expect(strangeFields(ours, theirs)).toEqual([]);
    const [first, example] = [ours, theirs].map(({ data }) =>
      Array.isArray(data) ? (data[0] as Record<string, unknown>) : undefined,
    );
    // stripe-mock lists other kinds of events than ours, so only the frame is compared there.
    if (first && example) expect(strangeFields(first, example)).toEqual([]);
  });

  test.each(REFUSED)('%s is refused by both', async (_, ask) => {
    await both();
    const status = async (stripe: Stripe, of: Ids) =>
      ask(stripe, of).then(
        () => 200,
        (error: { statusCode?: number }) => error.statusCode,
      );
    const [ours, theirs] = [await status(client(fake.url), ids.fake), await status(client(mock.url), ids.mock)];
    expect(ours).toBe(theirs);
    expect(ours).toBeGreaterThanOrEqual(400);
  });
});
