// The control door (`/_control/...`, JSON): tests move the clock, inject faults, onboard recipients and look at what happened.
import { z } from 'zod';
import { setTransfers } from './accounts.ts';
import type { Engine } from './execute.ts';
import { FAULT_KINDS } from './faults.ts';
import { declines } from './payments.ts';
import { PLATFORM_ACCOUNT } from './state.ts';
import { noDeliveryFaults } from './webhooks.ts';

export type LoggedRequest = {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly status: number | 'silent';
};

const fault = z.object({
  kind: z.enum(FAULT_KINDS),
  method: z.string().default('POST'),
  path: z.string(),
  times: z.number().int().default(1),
});
const delivery = z.object({
  drop: z.number().int().optional(),
  duplicate: z.number().int().optional(),
  delayMs: z.number().int().optional(),
  reverse: z.boolean().optional(),
  badSignature: z.boolean().optional(),
});

type Act = (engine: Engine, body: unknown) => unknown;
const ACTS: Readonly<Record<string, Act>> = {
  faults: ({ faults, state }, body) => {
    const { kind, method, path, times } = fault.parse(body);
    faults.add({ kind, method, path: new RegExp(path), left: times });
    return { now: state.now() };
  },
  'rate-limit': ({ faults }, body) =>
    faults.limit(z.object({ perSecond: z.number().int().min(0) }).parse(body).perSecond),
  declines: (_, body) => {
    declines.left = z.object({ times: z.number().int().min(0) }).parse(body).times;
  },
  clock: ({ state }, body) => {
    state.advance(z.object({ advanceMs: z.number().int().min(0) }).parse(body).advanceMs);
    return { now: state.now() };
  },
  webhooks: ({ webhooks }, body) => {
    const wanted = Object.entries(delivery.parse(body)).filter(([, value]) => value !== undefined);
    webhooks.faults = { ...webhooks.faults, ...Object.fromEntries(wanted) };
  },
  deliver: async ({ webhooks }) => ({ delivered: await webhooks.deliverDue() }),
  recipient: (engine, body) => {
    const { account, transfers } = z
      .object({ account: z.string(), transfers: z.enum(['pending', 'active', 'restricted']) })
      .parse(body);
    setTransfers(engine, account, transfers);
  },
  balance: ({ state }, body) => {
    const { account, currency, add } = z
      .object({ account: z.string().default(PLATFORM_ACCOUNT), currency: z.string(), add: z.number().int() })
      .parse(body);
    state.credit(account, currency, add);
    return state.balance(account);
  },
  reset: ({ state, faults, webhooks }) => {
    state.reset();
    faults.clear();
    webhooks.faults = noDeliveryFaults();
    declines.left = 0;
  },
};

/** Does one act; undefined where there is none of that name. Throws a ZodError on a body it cannot read. */
export const control = async (engine: Engine, act: string, body: unknown): Promise<unknown> => {
  const found = ACTS[act];
  if (!found) return undefined;
  const result = await found(engine, body);
  engine.state.save();
  return result ?? { done: true };
};
