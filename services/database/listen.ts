// LISTEN: hears a NOTIFY channel on a connection of its own, and comes back by itself when that connection is lost.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

type ListenOptions = {
  /** `postgres://role:password@host:port/database`; any role may listen. */
  readonly url: string;
  /** A lower-case identifier. */
  readonly channel: string;
  readonly applicationName: string;
  readonly onPayload: (payload: string) => void;
  /** Called after each reconnection: notifications sent in between are lost, so look again at what you watch. */
  readonly onRestored: () => void;
  readonly onError?: (error: Error) => void;
};

export type Listening = { close(): Promise<void> };

const IDENTIFIER = /^[a-z_]+$/;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

/** Starts listening; rejects where the first connection fails. Later losses are repaired with back-off until `close()`. */
export const listen = async (options: ListenOptions): Promise<Listening> => {
  if (!IDENTIFIER.test(options.channel)) throw new RangeError(`not a channel name: ${options.channel}`);
  let closed = false;
  let client: pg.Client | undefined;

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({ connectionString: options.url, application_name: options.applicationName });
    let lost = false;
    const onLoss = (error?: Error) => {
      if (error !== undefined) options.onError?.(error);
      if (lost || closed) return;
      lost = true;
      void restore();
    };
    fresh.on('notification', ({ payload }) => options.onPayload(payload ?? ''));
    fresh.on('error', onLoss);
    await fresh.connect();
    fresh.on('end', () => onLoss());
    await fresh.query(`listen ${options.channel}`);
    client = fresh;
  };

  const restore = async (): Promise<void> => {
    for (let wait = FIRST_RETRY_MS; !closed; wait = Math.min(wait * 2, LAST_RETRY_MS)) {
      await sleep(wait, undefined, { ref: false });
      try {
        await connect();
        if (closed) await client?.end();
        else options.onRestored();
        return;
      } catch (error) {
        options.onError?.(error as Error);
      }
    }
  };

  await connect();
  return {
    close: async () => {
      closed = true;
      await client?.end();
    },
  };
};
