// Customers.
import { mapParam, textParam } from './form.ts';
import { listOf } from './lists.ts';
import { type Route, route } from './routes.ts';
import { notFound } from './stripe-error.ts';

export const customerRoutes: readonly Route[] = [
  route('POST', '/v1/customers', ({ state, webhooks, params }) => {
    const customer = state.put({
      id: state.newId('cus'),
      object: 'customer',
      created: state.nowSeconds(),
      balance: 0,
      currency: null,
      delinquent: false,
      description: textParam(params, 'description') ?? null,
      email: textParam(params, 'email') ?? null,
      name: textParam(params, 'name') ?? null,
      invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
      livemode: false,
      metadata: mapParam(params, 'metadata'),
    });
    webhooks.emit('customer.created', customer);
    return customer;
  }),
  route('GET', '/v1/customers/:id', ({ state, ids: [id = ''] }) => {
    const customer = state.get(id, 'customer');
    if (!customer) throw notFound('customer', id);
    return customer;
  }),
  route('GET', '/v1/customers', ({ state, params }) =>
    listOf(state.all('customer'), params, '/v1/customers', ['email']),
  ),
];
