// One API request: idempotency first, then faults, then the endpoint; answers are kept as Stripe keeps them.
import { createHash } from 'node:crypto';
import { accountRoutes } from './accounts.ts';
import { customerRoutes } from './customers.ts';
import { eventRoutes } from './events.ts';
import type { FaultKind, Faults } from './faults.ts';
import { decodeForm, type Params } from './form.ts';
import { invoiceRoutes } from './invoices.ts';
import { paymentRoutes } from './payments.ts';
import type { Route } from './routes.ts';
import type { FakeState, StoredAnswer } from './state.ts';
import { StripeError } from './stripe-error.ts';
import { transferRoutes } from './transfers.ts';
import type { Webhooks } from './webhooks.ts';

const ROUTES: readonly Route[] = [
  ...customerRoutes,
  ...invoiceRoutes,
  ...paymentRoutes,
  ...transferRoutes,
  ...accountRoutes,
  ...eventRoutes,
];

export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly idempotencyKey: string | undefined;
};
/** `silent`: the caller gets no answer at all. */
export type ApiAnswer = { readonly status: number; readonly body: unknown; readonly replayed?: boolean } | 'silent';

export type Engine = { readonly state: FakeState; readonly webhooks: Webhooks; readonly faults: Faults };

/** How long answers are kept under their key. */
const KEY_LIFE_MS = 24 * 3_600_000;

const paramsOf = ({ path, query, body }: ApiRequest): Params => {
  const fromQuery = decodeForm(query);
  if (body === '') return fromQuery;
  return path.startsWith('/v2/')
    ? { ...fromQuery, ...(JSON.parse(body) as Params) }
    : { ...fromQuery, ...decodeForm(body) };
};

const run = (
  engine: Engine,
  request: ApiRequest,
): { readonly status: number; readonly body: unknown; readonly executed: boolean } => {
  for (const { method, pattern, handler } of ROUTES) {
    const match = method === request.method ? pattern.exec(request.path) : null;
    if (!match) continue;
    try {
      const ids = match.slice(1).map(decodeURIComponent);
      const body = handler({ state: engine.state, webhooks: engine.webhooks, params: paramsOf(request), ids });
      return { status: 200, body, executed: true };
    } catch (error) {
      if (error instanceof StripeError) return { status: error.status, body: error.body, executed: error.executed };
      throw error;
    }
  }
  const message = `Unrecognized request URL (${request.method}: ${request.path}).`;
  return { status: 404, body: { error: { type: 'invalid_request_error', message } }, executed: false };
};

const failed = (status: number, type: string, message: string) => ({ status, body: { error: { type, message } } });
const BROKEN = failed(500, 'api_error', 'An error occurred on our side.');

const replay = (known: StoredAnswer, fingerprint: string): ApiAnswer =>
  known.fingerprint === fingerprint
    ? { status: known.status, body: known.body, replayed: true }
    : failed(
        400,
        'idempotency_error',
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      );

/** Answers one request and keeps what it did. */
export const execute = (engine: Engine, request: ApiRequest): ApiAnswer => {
  const { state, faults } = engine;
  const key = request.method === 'POST' ? request.idempotencyKey : undefined;
  const fingerprint = createHash('sha256').update(`${request.method} ${request.path} ${request.body}`).digest('hex');
  state.forgetAnswersBefore(state.now() - KEY_LIFE_MS);
  const known = key === undefined ? undefined : state.answer(key);
  const fault = faults.meet(request.method, request.path, state.now());
  if (fault === 'lost-request') return 'silent';
  if (fault === 'rate-limit') return failed(429, 'rate_limit_error', 'Too many requests.');
  if (fault === 'conflict') return failed(409, 'idempotency_error', 'Another request with this key is in progress.');
  if (known) return replay(known, fingerprint);
  const answer = fault === 'error-before' ? { ...BROKEN, executed: true } : run(engine, request);
  const told = fault === 'error-after' ? BROKEN : { status: answer.status, body: answer.body };
  const kept = request.path.startsWith('/v2/') ? told.status < 400 : answer.executed;
  if (key !== undefined && kept) state.remember(key, { fingerprint, ...structuredClone(told), at: state.now() });
  state.save();
  return silences(fault) ? 'silent' : told;
};

const silences = (fault: FaultKind | undefined): boolean => fault === 'lost-answer';
