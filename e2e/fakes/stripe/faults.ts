// Faults on demand: what the next matching requests suffer, so that every failure mode of the design can be produced at will.

/**
 * `lost-answer`: executed, but the caller never hears of it. `lost-request`: not executed, and the caller never hears.
 * `error-after`: executed, then answered 500, which its idempotency key replays. `error-before`: not executed, 500, replayed.
 * `rate-limit`: 429, leaves no trace. `conflict`: 409, leaves no trace.
 */
export const FAULT_KINDS = [
  'lost-answer',
  'lost-request',
  'error-after',
  'error-before',
  'rate-limit',
  'conflict',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
export type Fault = { readonly kind: FaultKind; readonly method: string; readonly path: RegExp; left: number };

export class Faults {
  #pending: Fault[] = [];
  #perSecond = 0;
  #window = { second: 0, used: 0 };

  add(fault: Fault): void {
    this.#pending.push(fault);
  }
  clear(): void {
    this.#pending = [];
    this.#perSecond = 0;
  }
  /** Requests a second before everything more is answered 429; 0 for no limit. */
  limit(perSecond: number): void {
    this.#perSecond = perSecond;
  }

  /** The fault this request meets, if any; it is used up by being met. */
  meet(method: string, path: string, nowMs: number): FaultKind | undefined {
    const second = Math.floor(nowMs / 1000);
    if (this.#window.second !== second) this.#window = { second, used: 0 };
    this.#window.used += 1;
    if (this.#perSecond > 0 && this.#window.used > this.#perSecond) return 'rate-limit';
    const fault = this.#pending.find(
      (candidate) => candidate.left > 0 && candidate.method === method && candidate.path.test(path),
    );
    if (!fault) return undefined;
    fault.left -= 1;
    return fault.kind;
  }
}
