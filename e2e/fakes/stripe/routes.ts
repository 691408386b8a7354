// How endpoints are declared: method, path with `:id` holes, and a handler over the shared state.
import type { Params } from './form.ts';
import type { FakeState } from './state.ts';
import type { Webhooks } from './webhooks.ts';

export type Call = {
  readonly state: FakeState;
  readonly webhooks: Webhooks;
  readonly params: Params;
  /** The path's holes, in order. */
  readonly ids: readonly string[];
};
export type Handler = (call: Call) => unknown;
export type Route = { readonly method: string; readonly pattern: RegExp; readonly handler: Handler };

export const route = (method: string, path: string, handler: Handler): Route => ({
  method,
  pattern: new RegExp(`^${path.replaceAll(/:[a-z]+/g, '([^/]+)')}$`),
  handler,
});
