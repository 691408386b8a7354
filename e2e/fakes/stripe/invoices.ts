// Invoices: drafts that take lines, finalised once, paid once; totals are the sum of integer line amounts.
import { integerParam, listParam, mapParam, type Params, textParam } from './form.ts';
import type { Invoice, Line } from './invoice.ts';
import { listOf } from './lists.ts';
import { settle } from './payments.ts';
import { type Call, type Route, route } from './routes.ts';
import { invalidRequest, notFound } from './stripe-error.ts';

/** Stripe refuses more lines than this on one invoice. */
const MAX_LINES = 250;

export const invoiceOf = ({ state, ids: [id = ''] }: Call): Invoice => {
  const invoice = state.get(id, 'invoice');
  if (!invoice) throw notFound('invoice', id);
  return invoice as Invoice;
};

const retotal = (invoice: Invoice): void => {
  const total = invoice.lines.data.reduce((sum, { amount }) => sum + amount, 0);
  invoice.lines.total_count = invoice.lines.data.length;
  Object.assign(invoice, {
    total,
    subtotal: total,
    amount_due: Math.max(0, total),
    amount_remaining: Math.max(0, total),
  });
};

const createInvoice = ({ state, webhooks, params }: Call): Invoice => {
  const customer = textParam(params, 'customer') ?? '';
  if (!state.get(customer, 'customer')) throw notFound('customer', customer);
  const id = state.newId('in');
  const invoice = state.put({
    id,
    object: 'invoice',
    created: state.nowSeconds(),
    status: 'draft' as const,
    auto_advance: textParam(params, 'auto_advance') === 'true',
    collection_method: textParam(params, 'collection_method') ?? 'charge_automatically',
    currency: textParam(params, 'currency') ?? 'usd',
    customer,
    description: textParam(params, 'description') ?? null,
    total: 0,
    subtotal: 0,
    amount_due: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_overpaid: 0,
    lines: { object: 'list' as const, data: [], has_more: false, total_count: 0, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: mapParam(params, 'metadata'),
    number: null,
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
  });
  webhooks.emit('invoice.created', invoice);
  return invoice;
};

const lineOf = (call: Call, invoice: Invoice, line: Params): Line => {
  const amount = integerParam(line, 'amount');
  if (amount === undefined) throw invalidRequest('Invalid integer.', 'lines[amount]');
  return {
    id: call.state.newId('il'),
    object: 'line_item',
    amount,
    currency: invoice.currency,
    description: textParam(line, 'description') ?? null,
    discountable: false,
    livemode: false,
    metadata: mapParam(line, 'metadata'),
    period: mapParam(line, 'period'),
    quantity: 1,
  };
};

const addLines = (call: Call): Invoice => {
  const invoice = invoiceOf(call);
  if (invoice.status !== 'draft')
    throw invalidRequest('Only draft invoices take lines.', 'invoice', 'invoice_not_editable');
  const lines = listParam(call.params, 'lines');
  if (lines.length === 0) throw invalidRequest('Missing required param: lines.', 'lines');
  if (invoice.lines.data.length + lines.length > MAX_LINES)
    throw invalidRequest(`Invoices can have at most ${MAX_LINES} line items.`, 'lines', 'invoice_too_many_lines');
  invoice.lines.data.push(...lines.map((line) => lineOf(call, invoice, line)));
  retotal(invoice);
  return invoice;
};

const finalize = (call: Call): Invoice => {
  const invoice = invoiceOf(call);
  if (invoice.status !== 'draft')
    throw invalidRequest('This invoice is already finalized.', 'invoice', 'invoice_not_editable');
  const now = call.state.nowSeconds();
  Object.assign(invoice, {
    status: 'open',
    number: `HF-${invoice.id.slice(3, 9)}`,
    hosted_invoice_url: `https://invoice.stripe.test/${invoice.id}`,
  });
  Object.assign(invoice.status_transitions as object, { finalized_at: now });
  call.webhooks.emit('invoice.finalized', invoice);
  if (invoice.total <= 0) settle(call, invoice);
  return invoice;
};

const pay = (call: Call): Invoice => {
  const invoice = invoiceOf(call);
  if (invoice.status === 'paid') throw invalidRequest('Invoice is already paid', 'invoice', 'invoice_already_paid');
  if (invoice.status !== 'open') throw invalidRequest('The invoice is not open.', 'invoice', 'invoice_not_open');
  settle(call, invoice, textParam(call.params, 'paid_out_of_band') === 'true');
  return invoice;
};

const voidInvoice = (call: Call): Invoice => {
  const invoice = invoiceOf(call);
  if (invoice.status !== 'open') throw invalidRequest('Only open invoices are voided.', 'invoice', 'invoice_not_open');
  Object.assign(invoice, { status: 'void', amount_remaining: 0 });
  call.webhooks.emit('invoice.voided', invoice);
  return invoice;
};

export const invoiceRoutes: readonly Route[] = [
  route('POST', '/v1/invoices', createInvoice),
  route('GET', '/v1/invoices', ({ state, params }) =>
    listOf(state.all('invoice'), params, '/v1/invoices', ['customer', 'status']),
  ),
  route('GET', '/v1/invoices/:id', invoiceOf),
  route('DELETE', '/v1/invoices/:id', (call) => {
    const invoice = invoiceOf(call);
    if (invoice.status !== 'draft') throw invalidRequest('Only drafts are deleted.', 'invoice', 'invoice_not_editable');
    call.state.remove(invoice.id);
    return { id: invoice.id, object: 'invoice', deleted: true };
  }),
  route('GET', '/v1/invoices/:id/lines', (call) => {
    const { lines } = invoiceOf(call);
    return listOf(lines.data, call.params, lines.url);
  }),
  route('POST', '/v1/invoices/:id/add_lines', addLines),
  route('POST', '/v1/invoices/:id/finalize', finalize),
  route('POST', '/v1/invoices/:id/pay', pay),
  route('POST', '/v1/invoices/:id/void', voidInvoice),
];
