// Ports are found, never fixed: two checkouts on one machine do not disturb each other.
import { randomInt } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';

const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const found = (server.address() as AddressInfo).port;
      server.close(() => resolve(found));
    });
  });

/** A TCP port on loopback that was free a moment ago: the preferred one where it is free. */
export const freePort = async (preferred?: number): Promise<number> => {
  const port = (preferred === undefined ? undefined : await tryPort(preferred)) ?? (await tryPort(0));
  if (port === undefined) throw new Error('no free port on loopback');
  return port;
};

const LOWEST = 10_000;

/** A free TCP port on loopback below a bound, for servers that cannot take the ones the system hands out. */
export const freePortBelow = async (bound: number): Promise<number> => {
  for (;;) {
    const port = randomInt(LOWEST, bound);
    if ((await tryPort(port)) !== undefined) return port;
  }
};
