// Performs one act on a rail at most once: freeze, claim, look whether it was done already, send, settle.
import { type Clock, crashPoint } from '@hounsfield/kernel';
import type { Kysely } from 'kysely';
import type { Outcome, Rail, RailRequest } from './rail.ts';
import { claimRequest, latestRequest, type PaymentRequest, planRequest, settleRequest } from './request.repository.ts';

export type PaymentDeps<Tables = unknown> = { readonly db: Kysely<Tables>; readonly rail: Rail; readonly clock: Clock };

/** What is known of an act now. `pending`: not done yet or not known; ask again later. */
export type Performed =
  | { readonly kind: 'confirmed'; readonly id: string; readonly facts: Readonly<Record<string, string>> }
  | { readonly kind: 'pending'; readonly state: 'planned' | 'submitting' | 'unknown' }
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string };

/** Rejections that another attempt, under a new key, may overcome. */
const PASSING = new Set([
  'balance_insufficient',
  'card_declined',
  'key_worn_out',
  'insufficient_capabilities_for_transfer',
]);

const performed = ({ state, stripeId, facts, errorCode, errorMessage }: PaymentRequest): Performed => {
  if (state === 'confirmed' && stripeId !== undefined) return { kind: 'confirmed', id: stripeId, facts };
  if (state === 'rejected') return { kind: 'rejected', code: errorCode ?? '', message: errorMessage ?? '' };
  return {
    kind: 'pending',
    state: state === 'confirmed' ? 'submitting' : (state as 'planned' | 'submitting' | 'unknown'),
  };
};

/** Sends a claimed request. Where an earlier submission may have arrived, the rail is searched first, whatever the key's age. */
const send = async ({ rail }: PaymentDeps, claimed: PaymentRequest): Promise<Outcome> => {
  const sent = { request: claimed.request, subject: claimed.subject, idempotencyKey: claimed.id };
  try {
    if (claimed.submissions > 0 || claimed.attempt > 1) {
      const found = await rail.find(sent, claimed.createdAt);
      if (found) return found;
    }
    crashPoint('payments:before-submit');
    const outcome = await rail.submit(sent);
    crashPoint('payments:after-submit');
    return outcome;
  } catch (error) {
    return { kind: 'unknown', message: error instanceof Error ? error.message : String(error) };
  }
};

/**
 * Does the act, or tells what became of it. Any number of calls make at most one object outside: one live request an act,
 * frozen before it is sent, its row id the idempotency key, and a search before every further submission. After a rejection
 * that may pass, `retry: true` plans the next attempt. A different request for an act that is planned already is ignored.
 */
export const perform = async <Tables>(
  deps: PaymentDeps<Tables>,
  request: RailRequest,
  subject: string,
  { retry = false }: { readonly retry?: boolean } = {},
): Promise<Performed> => {
  const { db, clock } = deps;
  const latest = await latestRequest(db, request.operation, subject);
  const again = latest?.state === 'rejected' && retry && PASSING.has(latest.errorCode ?? '');
  if (latest?.state === 'confirmed' || (latest?.state === 'rejected' && !again)) return performed(latest);
  const attempt = again ? latest.attempt + 1 : (latest?.attempt ?? 1);
  const planned = latest && !again ? latest : await planRequest(db, request, subject, attempt, clock.now());
  const claimed = await claimRequest(db, planned.id, clock.now());
  if (!claimed) return performed((await latestRequest(db, request.operation, subject)) ?? planned);
  crashPoint('payments:claimed');
  await settleRequest(db, claimed, await send(deps as PaymentDeps, claimed), clock.now());
  return performed((await latestRequest(db, request.operation, subject)) ?? planned);
};
