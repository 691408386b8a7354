// Everything the fake remembers: objects by id, events, balances, idempotency keys, its clock; kept in a file when asked.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export type StripeObject = { id: string; object: string; created?: number | string; [field: string]: unknown };
export type StoredAnswer = {
  readonly fingerprint: string;
  readonly status: number;
  readonly body: unknown;
  readonly at: number;
};
export type FakeEvent = {
  readonly event: StripeObject & { type: string };
  /** Delivery state: attempts made, and when the next is due (milliseconds of the fake's clock); undefined once it is over. */
  attempts: number;
  dueAt: number | undefined;
};

type Kept = {
  objects: Record<string, StripeObject>;
  /** Available balance of the platform and of each connected account: account -> currency -> minor units. */
  balances: Record<string, Record<string, number>>;
  keys: Record<string, StoredAnswer>;
  events: FakeEvent[];
  clockOffsetMs: number;
  serial: number;
};

const empty = (): Kept => ({ objects: {}, balances: {}, keys: {}, events: [], clockOffsetMs: 0, serial: 0 });

export const PLATFORM_ACCOUNT = 'acct_platform';

export class FakeState {
  #kept: Kept;
  readonly #file: string | undefined;
  constructor(file?: string) {
    this.#file = file;
    this.#kept = file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : empty();
  }

  /** Milliseconds on the fake's clock: real time plus whatever a test moved it by. */
  now(): number {
    return Date.now() + this.#kept.clockOffsetMs;
  }
  advance(milliseconds: number): void {
    this.#kept.clockOffsetMs += milliseconds;
  }
  nowSeconds(): number {
    return Math.floor(this.now() / 1000);
  }

  newId(prefix: string): string {
    this.#kept.serial += 1;
    return `${prefix}_${this.#kept.serial.toString().padStart(6, '0')}${randomBytes(8).toString('hex')}`;
  }
  put<Kind extends StripeObject>(object: Kind): Kind {
    this.#kept.objects[object.id] = object;
    return object;
  }
  get(id: string, kind: string): StripeObject | undefined {
    const found = this.#kept.objects[id];
    return found?.object === kind ? found : undefined;
  }
  remove(id: string): void {
    delete this.#kept.objects[id];
  }
  /** Objects of a kind, newest first, as Stripe lists them. */
  all(kind: string): StripeObject[] {
    return Object.values(this.#kept.objects)
      .filter(({ object }) => object === kind)
      .toReversed();
  }

  balance(account: string): Record<string, number> {
    this.#kept.balances[account] ??= {};
    return this.#kept.balances[account];
  }
  credit(account: string, currency: string, amount: number): void {
    const balance = this.balance(account);
    balance[currency] = (balance[currency] ?? 0) + amount;
  }

  answer(key: string): StoredAnswer | undefined {
    return this.#kept.keys[key];
  }
  remember(key: string, answer: StoredAnswer): void {
    this.#kept.keys[key] = answer;
  }
  forgetAnswersBefore(at: number): void {
    for (const [key, answer] of Object.entries(this.#kept.keys)) if (answer.at < at) delete this.#kept.keys[key];
  }

  get events(): FakeEvent[] {
    return this.#kept.events;
  }
  reset(): void {
    this.#kept = empty();
    this.save();
  }
  /** Writes the file whole or not at all. */
  save(): void {
    if (this.#file === undefined) return;
    writeFileSync(`${this.#file}.tmp`, JSON.stringify(this.#kept));
    renameSync(`${this.#file}.tmp`, this.#file);
  }
}
