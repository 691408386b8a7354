// Money out: transfers from the platform's balance to connected accounts, and their reversals.
import { integerParam, mapParam, textParam } from './form.ts';
import { listOf } from './lists.ts';
import { type Call, type Route, route } from './routes.ts';
import { PLATFORM_ACCOUNT, type StripeObject } from './state.ts';
import { invalidRequest, notFound } from './stripe-error.ts';

type Transfer = StripeObject & {
  amount: number;
  amount_reversed: number;
  currency: string;
  destination: string;
  reversed: boolean;
};

const transferOf = ({ state, ids: [id = ''] }: Call): Transfer => {
  const transfer = state.get(id, 'transfer');
  if (!transfer) throw notFound('transfer', id);
  return transfer as Transfer;
};

/** True when an account may receive transfers now. */
export const mayReceive = (account: StripeObject | undefined): boolean => {
  const configuration = account?.configuration as
    | { recipient?: { capabilities?: { stripe_balance?: { stripe_transfers?: { status?: string } } } } }
    | undefined;
  return configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status === 'active';
};

const createTransfer = ({ state, webhooks, params }: Call): Transfer => {
  const amount = integerParam(params, 'amount');
  const currency = textParam(params, 'currency');
  const destination = textParam(params, 'destination') ?? '';
  if (amount === undefined || amount < 1) throw invalidRequest('Invalid positive integer', 'amount');
  if (currency === undefined) throw invalidRequest('Missing required param: currency.', 'currency');
  const account = state.get(destination, 'v2.core.account');
  if (!account) throw notFound('destination', destination);
  if (!mayReceive(account))
    throw invalidRequest(
      'Your destination account needs to have at least one of the following capabilities enabled: transfers.',
      'destination',
      'insufficient_capabilities_for_transfer',
    );
  if ((state.balance(PLATFORM_ACCOUNT)[currency] ?? 0) < amount)
    throw invalidRequest(
      'You have insufficient available funds in your Stripe account.',
      undefined,
      'balance_insufficient',
    );
  const id = state.newId('tr');
  const transaction = state.newId('txn');
  state.put({
    id: transaction,
    object: 'balance_transaction',
    created: state.nowSeconds(),
    amount: -amount,
    currency,
    fee: 0,
    net: -amount,
    reporting_category: 'transfer',
    source: id,
    status: 'available',
    type: 'transfer',
  });
  state.credit(PLATFORM_ACCOUNT, currency, -amount);
  state.credit(destination, currency, amount);
  const transfer = state.put({
    id,
    object: 'transfer',
    created: state.nowSeconds(),
    amount,
    amount_reversed: 0,
    balance_transaction: transaction,
    currency,
    description: textParam(params, 'description') ?? null,
    destination,
    livemode: false,
    metadata: mapParam(params, 'metadata'),
    reversals: { object: 'list', data: [], has_more: false, total_count: 0, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: null,
    source_type: 'card',
    transfer_group: textParam(params, 'transfer_group') ?? null,
  });
  webhooks.emit('transfer.created', transfer);
  return transfer;
};

const reverse = (call: Call): StripeObject => {
  const { state, webhooks, params } = call;
  const transfer = transferOf(call);
  const left = transfer.amount - transfer.amount_reversed;
  const amount = integerParam(params, 'amount') ?? left;
  if (amount < 1 || amount > left)
    throw invalidRequest(
      `Reversal amount (${amount}) is greater than what is left (${left}).`,
      'amount',
      'amount_too_large',
    );
  if ((state.balance(transfer.destination)[transfer.currency] ?? 0) < amount)
    throw invalidRequest('The connected account has insufficient funds.', 'amount', 'balance_insufficient');
  state.credit(transfer.destination, transfer.currency, -amount);
  state.credit(PLATFORM_ACCOUNT, transfer.currency, amount);
  transfer.amount_reversed += amount;
  transfer.reversed = transfer.amount_reversed === transfer.amount;
  const reversal = state.put({
    id: state.newId('trr'),
    object: 'transfer_reversal',
    created: state.nowSeconds(),
    amount,
    currency: transfer.currency,
    metadata: mapParam(params, 'metadata'),
    transfer: transfer.id,
  });
  const list = transfer.reversals as { data: StripeObject[]; total_count: number };
  list.data.unshift(reversal);
  list.total_count += 1;
  webhooks.emit('transfer.reversed', transfer);
  return reversal;
};

export const transferRoutes: readonly Route[] = [
  route('POST', '/v1/transfers', createTransfer),
  route('GET', '/v1/transfers', ({ state, params }) =>
    listOf(state.all('transfer'), params, '/v1/transfers', ['destination', 'transfer_group']),
  ),
  route('GET', '/v1/transfers/:id', transferOf),
  route('POST', '/v1/transfers/:id/reversals', reverse),
  route('GET', '/v1/transfers/:id/reversals', (call) => {
    const transfer = transferOf(call);
    const own = call.state.all('transfer_reversal').filter((reversal) => reversal.transfer === transfer.id);
    return listOf(own, call.params, `/v1/transfers/${transfer.id}/reversals`);
  }),
];
