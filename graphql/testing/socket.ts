// A WebSocket client for tests, down to the protocol's messages (graphql-transport-ws) and close codes.
import { WebSocket } from 'ws';

type Errors = readonly { readonly message: string; readonly extensions: { readonly code?: string } }[];

/** What the server said of one subscription. */
export type SubscriptionEvent = {
  readonly data?: Record<string, unknown>;
  readonly errors?: Errors;
  readonly complete?: true;
};

/** One subscription's events, in order. */
export class Subscription {
  readonly #events: SubscriptionEvent[] = [];
  #wake: (() => void) | undefined;

  push(event: SubscriptionEvent): void {
    this.#events.push(event);
    this.#wake?.();
  }

  /** The next event, waited for. */
  async next(): Promise<SubscriptionEvent> {
    while (this.#events.length === 0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return this.#events.shift() as SubscriptionEvent;
  }
}

export class Socket {
  readonly #socket: WebSocket;
  readonly #subscriptions = new Map<string, Subscription>();
  #acknowledged: (() => void) | undefined;
  /** The close code, once it is closed. */
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.on('message', (data) => this.#hear(JSON.parse(data.toString())));
  }

  /** Opens; rejects where the upgrade is refused. */
  static async open(url: string, headers: { cookie?: string | undefined; origin?: string } = {}): Promise<Socket> {
    const { cookie, origin } = headers;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { ...(cookie === undefined ? {} : { cookie }), ...(origin === undefined ? {} : { origin }) },
    });
    const opened = new Socket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return opened;
  }

  #hear({ type, id, payload }: { type: string; id: string; payload: unknown }): void {
    if (type === 'connection_ack') this.#acknowledged?.();
    const subscription = this.#subscriptions.get(id);
    if (type === 'next') subscription?.push(payload as SubscriptionEvent);
    if (type === 'error') subscription?.push({ errors: payload as Errors });
    if (type === 'complete') subscription?.push({ complete: true });
  }

  say(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Introduces the client and waits for the acknowledgement, or for the socket to be closed. */
  async init(payload: Record<string, unknown> = {}): Promise<void> {
    const acknowledged = new Promise<void>((resolve) => {
      this.#acknowledged = resolve;
    });
    this.say({ type: 'connection_init', payload });
    await Promise.race([acknowledged, this.closed]);
  }

  subscribe(
    query: string,
    variables: Record<string, unknown> = {},
    extensions?: Record<string, unknown>,
  ): Subscription {
    const id = String(this.#subscriptions.size + 1);
    const subscription = new Subscription();
    this.#subscriptions.set(id, subscription);
    this.say({ type: 'subscribe', id, payload: { query, variables, extensions } });
    return subscription;
  }

  /** Ends one subscription: the n-th opened, from 1. */
  complete(id: number): void {
    this.say({ type: 'complete', id: String(id) });
  }

  close(): void {
    this.#socket.close();
  }
}
