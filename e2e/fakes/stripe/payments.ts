// Money in: what happens when an invoice is paid: payment intent, charge, balance transactions with Stripe's fee, invoice payment.
import type { Invoice } from './invoice.ts';
import { listOf } from './lists.ts';
import { type Call, type Route, route } from './routes.ts';
import { PLATFORM_ACCOUNT } from './state.ts';
import { StripeError } from './stripe-error.ts';

/** The fake's fee: 2.9 % rounded half up, plus 30 minor units. */
export const feeOf = (amount: number): number => Math.floor((amount * 29 + 500) / 1000) + 30;

/** Cards that the next payments decline; counts down. */
export const declines = { left: 0 };

/** Marks an invoice paid, moving its money to the platform's balance unless it was paid elsewhere or was for nothing. */
export const settle = (call: Call, invoice: Invoice, outOfBand = false): void => {
  const { state, webhooks } = call;
  if (declines.left > 0) {
    declines.left -= 1;
    webhooks.emit('invoice.payment_failed', invoice);
    throw new StripeError(402, { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' });
  }
  const amount = invoice.amount_remaining;
  const now = state.nowSeconds();
  Object.assign(invoice, { status: 'paid', amount_paid: invoice.amount_due, amount_remaining: 0 });
  Object.assign(invoice.status_transitions as object, { paid_at: now });
  if (amount > 0 && !outOfBand) {
    const { currency, customer } = invoice;
    const intent = state.newId('pi');
    const charge = state.newId('ch');
    const transaction = state.newId('txn');
    const common = { created: now, currency, livemode: false };
    state.put({
      id: intent,
      object: 'payment_intent',
      ...common,
      amount,
      customer,
      status: 'succeeded',
      latest_charge: charge,
      metadata: {},
    });
    state.put({
      id: charge,
      object: 'charge',
      ...common,
      amount,
      amount_refunded: 0,
      customer,
      paid: true,
      refunded: false,
      payment_intent: intent,
      balance_transaction: transaction,
      status: 'succeeded',
      metadata: {},
    });
    state.put({
      id: transaction,
      object: 'balance_transaction',
      ...common,
      amount,
      fee: feeOf(amount),
      net: amount - feeOf(amount),
      reporting_category: 'charge',
      source: charge,
      status: 'available',
      type: 'charge',
    });
    const payment = state.put({
      id: state.newId('inpay'),
      object: 'invoice_payment',
      ...common,
      amount_paid: amount,
      amount_requested: amount,
      invoice: invoice.id,
      is_default: true,
      payment: { type: 'payment_intent', payment_intent: intent },
      status: 'paid',
      status_transitions: { canceled_at: null, paid_at: now },
    });
    state.credit(PLATFORM_ACCOUNT, currency, amount - feeOf(amount));
    webhooks.emit('invoice_payment.paid', payment);
  }
  webhooks.emit('invoice.paid', invoice);
};

export const paymentRoutes: readonly Route[] = [
  route('GET', '/v1/invoice_payments', ({ state, params }) =>
    listOf(state.all('invoice_payment'), params, '/v1/invoice_payments', ['invoice', 'status']),
  ),
  route('GET', '/v1/balance_transactions', ({ state, params }) =>
    listOf(state.all('balance_transaction'), params, '/v1/balance_transactions', ['currency', 'source', 'type']),
  ),
  route('GET', '/v1/balance', ({ state }) => ({
    object: 'balance',
    available: Object.entries(state.balance(PLATFORM_ACCOUNT)).map(([currency, amount]) => ({
      amount,
      currency,
      source_types: { card: amount },
    })),
    livemode: false,
    pending: [],
  })),
];
