// Connected recipients (Accounts v2): created pending, able to receive once onboarded, which tests and the account link do.
import { mapParam, type Params, textParam } from './form.ts';
import { type Call, type Route, route } from './routes.ts';
import type { StripeObject } from './state.ts';
import { invalidRequest, notFound } from './stripe-error.ts';

const transfersOf = (status: 'pending' | 'active' | 'restricted') => ({
  recipient: {
    applied: true,
    capabilities: {
      stripe_balance: {
        stripe_transfers: {
          status,
          requested: true,
          status_details: status === 'active' ? [] : [{ code: 'requirements_past_due', resolution: 'provide_info' }],
        },
      },
    },
  },
});

/** Sets whether an account may receive transfers, and tells the platform with thin events. */
export const setTransfers = (
  { state, webhooks }: Pick<Call, 'state' | 'webhooks'>,
  id: string,
  status: 'pending' | 'active' | 'restricted',
): void => {
  const account = state.get(id, 'v2.core.account');
  if (!account) throw notFound('account', id);
  account.configuration = transfersOf(status);
  webhooks.emitThin('v2.core.account[configuration.recipient].capability_status_updated', account);
};

const createAccount = ({ state, webhooks, params }: Call): StripeObject => {
  const recipient = mapParam(mapParam(params, 'configuration'), 'recipient');
  if (Object.keys(recipient).length === 0)
    throw invalidRequest('configuration.recipient is required by this marketplace.', 'configuration');
  const account = state.put({
    id: state.newId('acct'),
    object: 'v2.core.account',
    created: new Date(state.now()).toISOString(),
    applied_configurations: ['recipient'],
    closed: false,
    configuration: transfersOf('pending'),
    contact_email: textParam(params, 'contact_email') ?? null,
    dashboard: textParam(params, 'dashboard') ?? 'express',
    defaults: mapParam(params, 'defaults'),
    display_name: textParam(params, 'display_name') ?? null,
    identity: mapParam(params, 'identity'),
    livemode: false,
    metadata: mapParam(params, 'metadata'),
  });
  webhooks.emitThin('v2.core.account.created', account);
  return account;
};

/** v2 answers leave out what was not asked for by `include`. */
const shown = (account: StripeObject, params: Params): StripeObject => {
  const include = Array.isArray(params.include) ? params.include : Object.values(mapParam(params, 'include'));
  return include.includes('configuration.recipient') ? account : { ...account, configuration: null };
};

export const accountRoutes: readonly Route[] = [
  route('POST', '/v2/core/accounts', (call) => shown(createAccount(call), call.params)),
  route('GET', '/v2/core/accounts', ({ state, params }) => ({
    data: state.all('v2.core.account').map((account) => shown(account, params)),
    next_page_url: null,
    previous_page_url: null,
  })),
  route('GET', '/v2/core/accounts/:id', ({ state, params, ids: [id = ''] }) => {
    const account = state.get(id, 'v2.core.account');
    if (!account) throw notFound('account', id);
    return shown(account, params);
  }),
  route('POST', '/v2/core/account_links', ({ state, params }) => {
    const id = textParam(params, 'account') ?? '';
    if (!state.get(id, 'v2.core.account')) throw notFound('account', id);
    return {
      object: 'v2.core.account_link',
      account: id,
      created: new Date(state.now()).toISOString(),
      expires_at: new Date(state.now() + 300_000).toISOString(),
      livemode: false,
      url: `https://connect.stripe.test/setup/${state.newId('link')}`,
      use_case: mapParam(params, 'use_case'),
    };
  }),
];
