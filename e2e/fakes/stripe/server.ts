// The HTTP server of the Stripe fake: authenticates, reads bodies, answers as the API does; `/readyz` and `/_control` beside it.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { control, type LoggedRequest } from './control.ts';
import { type Engine, execute } from './execute.ts';
import { Faults } from './faults.ts';
import { FakeState } from './state.ts';
import { Webhooks } from './webhooks.ts';

export type StripeFakeOptions = {
  readonly port: number;
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly webhookUrl?: string | undefined;
  readonly stateFile?: string | undefined;
};
export type StripeFake = { readonly url: string; close(): Promise<void> };

const MAX_BODY_BYTES = 4 * 1024 * 1024;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RangeError('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, {
    'content-type': 'application/json',
    'request-id': `req_${randomBytes(7).toString('hex')}`,
    ...headers,
  });
  response.end(JSON.stringify(body));
};

/** Starts the fake on loopback; port 0 picks one. */
export const startStripeFake = async (options: StripeFakeOptions): Promise<StripeFake> => {
  const state = new FakeState(options.stateFile);
  const engine: Engine = {
    state,
    faults: new Faults(),
    webhooks: new Webhooks(state, options.webhookSecret, options.webhookUrl),
  };
  const log: LoggedRequest[] = [];

  const answerControl = async (response: ServerResponse, act: string, body: string): Promise<void> => {
    if (act === 'requests') return send(response, 200, log);
    if (act === 'events') return send(response, 200, state.events);
    const result = await control(engine, act, body === '' ? {} : JSON.parse(body));
    send(response, result === undefined ? 404 : 200, result ?? { error: 'no such control' });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/readyz' || url.pathname === '/livez') return void response.writeHead(200).end('ok\n');
    const body = await readBody(request);
    if (url.pathname.startsWith('/_control/')) return answerControl(response, url.pathname.slice(10), body);
    if (request.headers.authorization !== `Bearer ${options.secretKey}`)
      return send(response, 401, { error: { type: 'invalid_request_error', message: 'Invalid API Key provided.' } });
    const header = request.headers['idempotency-key'];
    const key = typeof header === 'string' ? header : undefined;
    const method = request.method ?? 'GET';
    const result = execute(engine, {
      method,
      path: url.pathname,
      query: url.search.slice(1),
      body,
      idempotencyKey: key,
    });
    log.push({ method, path: url.pathname, key, status: result === 'silent' ? 'silent' : result.status });
    if (result === 'silent') return void response.socket?.destroy();
    // The SDK retries these by itself unless told not to; who talks to us decides when to retry.
    send(response, result.status, result.body, {
      'stripe-version': String(request.headers['stripe-version'] ?? ''),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(result.replayed && { 'idempotent-replayed': 'true' }),
    });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      send(response, 400, { error: { type: 'invalid_request_error', message } });
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve));
  engine.webhooks.start();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      engine.webhooks.stop();
      state.save();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
