// A door in front of the object store that counts parts and can be told to fail: what a bad network looks like to a client.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type S3Proxy = {
  readonly url: string;
  /** Parts that arrived whole. */
  readonly parts: () => number;
  /** Asked before each part: answers what to do with it. */
  decide: (part: number) => 'pass' | 'drop' | 'fail';
  stop(): Promise<void>;
};

/** Starts it in front of `target`, keeping the Host header that the signature covers. */
export const startS3Proxy = async (target: string): Promise<S3Proxy> => {
  let passed = 0;
  let asked = 0;
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    asked += 1;
    const decision = proxy.decide(asked);
    if (decision === 'drop') return void incoming.socket.destroy();
    if (decision === 'fail') return void outgoing.writeHead(503).end();
    const { method, url: path, headers } = incoming;
    const upstream = request({ hostname, port, method, path, headers }, (answer) => {
      if (answer.statusCode === 200) passed += 1;
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: S3Proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    parts: () => passed,
    decide: () => 'pass',
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return proxy;
};
