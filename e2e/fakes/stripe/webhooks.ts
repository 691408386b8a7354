// Events and their delivery: signed as Stripe signs, retried with growing pauses, and delivered twice, late or not at all on demand.
import { createHmac } from 'node:crypto';
import type { FakeState, StripeObject } from './state.ts';

/** What tests may ask of deliveries. `drop` and `duplicate` count down with each new event. */
export type DeliveryFaults = {
  drop: number;
  duplicate: number;
  delayMs: number;
  reverse: boolean;
  badSignature: boolean;
};
export const noDeliveryFaults = (): DeliveryFaults => ({
  drop: 0,
  duplicate: 0,
  delayMs: 0,
  reverse: false,
  badSignature: false,
});

const RETRY_PAUSES_MS = [1_000, 5_000, 30_000, 300_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000];
const API_VERSION = '2026-10-28.endive';
const DELIVERY_TIMEOUT_MS = 10_000;

/** The `Stripe-Signature` header of a payload. */
export const signatureHeader = (payload: string, secret: string, seconds: number): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex')}`;

export class Webhooks {
  readonly #state: FakeState;
  readonly #secret: string;
  readonly #url: string | undefined;
  faults = noDeliveryFaults();
  #timer: NodeJS.Timeout | undefined;
  #delivering = false;

  constructor(state: FakeState, secret: string, url: string | undefined) {
    this.#state = state;
    this.#secret = secret;
    this.#url = url;
  }

  /** Announces that an object changed: a v1 event with the object's snapshot. */
  emit(type: string, object: StripeObject, previous?: Record<string, unknown>): void {
    const state = this.#state;
    const event = {
      id: state.newId('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: state.nowSeconds(),
      data: { object: structuredClone(object), ...(previous && { previous_attributes: previous }) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
    };
    this.#enqueue(event);
  }

  /** Announces a v2 change: a thin event that names the object and carries none of it. */
  emitThin(type: string, object: StripeObject): void {
    this.#enqueue({
      id: this.#state.newId('evt'),
      object: 'v2.core.event',
      created: new Date(this.#state.now()).toISOString(),
      livemode: false,
      type,
      related_object: { id: object.id, type: object.object, url: `/v2/core/accounts/${object.id}` },
      reason: null,
    });
  }

  #enqueue(event: StripeObject & { type: string }): void {
    const { faults } = this;
    const dropped = faults.drop > 0;
    if (dropped) faults.drop -= 1;
    const dueAt = this.#url === undefined || dropped ? undefined : this.#state.now() + faults.delayMs;
    this.#state.events.push({ event, attempts: 0, dueAt });
    if (faults.duplicate > 0 && !dropped) {
      faults.duplicate -= 1;
      this.#state.events.push({ event, attempts: 0, dueAt });
    }
  }

  start(): void {
    this.#timer = setInterval(() => void this.deliverDue(), 100);
  }
  stop(): void {
    clearInterval(this.#timer);
  }

  /** Delivers what is due; in reverse order when told to. Returns how many were taken. */
  async deliverDue(): Promise<number> {
    if (this.#delivering || this.#url === undefined) return 0;
    this.#delivering = true;
    try {
      const now = this.#state.now();
      const due = this.#state.events.filter(({ dueAt }) => dueAt !== undefined && dueAt <= now);
      for (const entry of this.faults.reverse ? due.toReversed() : due) {
        const taken = await this.#deliver(entry.event);
        entry.attempts += 1;
        const pause = RETRY_PAUSES_MS[entry.attempts - 1];
        entry.dueAt = taken || pause === undefined ? undefined : now + pause;
      }
      if (due.length > 0) this.#state.save();
      return due.length;
    } finally {
      this.#delivering = false;
    }
  }

  async #deliver(event: StripeObject): Promise<boolean> {
    const payload = JSON.stringify(event);
    const seconds = this.#state.nowSeconds();
    const secret = this.faults.badSignature ? 'whsec_wrong' : this.#secret;
    try {
      const response = await fetch(`${this.#url}/stripe/webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signatureHeader(payload, secret, seconds) },
        body: payload,
        signal: AbortSignal.timeout(DELIVERY_TIMEOUT_MS),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }
}
