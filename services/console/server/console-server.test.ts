// The console process in front of two stand-in services: one origin, strict headers, nothing cached that must not be.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@hounsfield/kernel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ConsoleServer, startConsoleServer } from './console-server.ts';

type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

let folder: string;
let upstream: Server;
let upstreamUrl: string;
let consoleServer: ConsoleServer;
const seen: Seen[] = [];
const logger = createLogger('console-test', 'silent');

const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  seen.push({
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString(),
  });
  response.setHeader('set-cookie', ['session=1; HttpOnly', 'other=2']);
  response.setHeader('connection', 'keep-alive');
  response.end('from upstream');
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hounsfield-console-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<script nonce="__CSP_NONCE__"></script><link nonce="__CSP_NONCE__">');
  await writeFile(join(folder, 'assets/app-1.js'), 'console.log(1);'.repeat(50));
  await writeFile(join(folder, '.source-hash'), 'secret');
  upstream = createServer((incoming, response) => void answer(incoming, response));
  upstream.on('upgrade', (incoming, socket) => {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Seen: ${incoming.url} ${incoming.headers.cookie}\r\n\r\n`,
    );
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const config = {
    PORT: 0,
    HOST: '127.0.0.1',
    GATEWAY_URL: upstreamUrl,
    INGEST_URL: `${upstreamUrl}/`,
    CONSOLE_ORIGIN: 'https://console.test',
    S3_PUBLIC_ENDPOINT: 'http://store.test:9000',
    S3_BUCKET: 'studies',
    S3_REGION: 'us-east-1',
    LOG_LEVEL: 'silent',
  };
  consoleServer = await startConsoleServer(config, folder, logger);
});

afterAll(async () => {
  await consoleServer.stop();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  await rm(folder, { recursive: true });
});

describe('the page', () => {
  test('is served for every address of the console, never cached, with a nonce of its own', async () => {
    const first = await fetch(`${consoleServer.url}/studies/some-id?x=1`);
    const second = await fetch(consoleServer.url);
    const [a, b] = [await first.text(), await second.text()];
    const nonce = /nonce="([\w-]{24})"/.exec(a)?.[1] ?? 'none';
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(first.headers.get('content-security-policy')).toContain(`'nonce-${nonce}' 'strict-dynamic'`);
    expect(a).not.toContain('__CSP_NONCE__');
    expect(b).not.toContain(nonce);
  });

  test('may connect to itself and to the object store only, cannot be framed, and starts no foreign script', async () => {
    const { headers } = await fetch(consoleServer.url);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("connect-src 'self' http://store.test:9000 http://studies.store.test:9000;");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('strict-transport-security')).toContain('max-age=63072000');
  });
});

describe('files', () => {
  test('are sent compressed and may be kept for ever, for their names change with them', async () => {
    const response = await fetch(`${consoleServer.url}/assets/app-1.js`, { headers: { 'accept-encoding': 'br' } });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toContain('console.log(1);');
  });

  test('are only those of the build: no hidden file, no path out of it, no page in place of a missing script', async () => {
    for (const path of [
      '/.source-hash',
      '/assets/missing.js',
      '/assets/..%2f..%2fpackage.json',
      '/assets/../.source-hash',
    ]) {
      const response = await fetch(`${consoleServer.url}${path}`);
      expect([path, response.status]).toEqual([path, 404]);
    }
    expect((await fetch(`${consoleServer.url}/studies`, { method: 'POST' })).status).toBe(405);
  });
});

describe('the doors behind it', () => {
  test('get requests with body, cookies and origin, and the true client; answers come back with their cookies', async () => {
    seen.length = 0;
    const response = await fetch(`${consoleServer.url}/graphql`, {
      method: 'POST',
      body: '{"query":"{ viewer }"}',
      headers: { 'content-type': 'application/json', cookie: 'session=abc', origin: 'https://console.test' },
    });
    expect(await response.text()).toBe('from upstream');
    expect(response.headers.getSetCookie()).toEqual(['session=1; HttpOnly', 'other=2']);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/graphql', body: '{"query":"{ viewer }"}' });
    expect(seen[0]?.headers).toMatchObject({
      cookie: 'session=abc',
      origin: 'https://console.test',
      'x-forwarded-proto': 'https',
    });
    expect(seen[0]?.headers['x-forwarded-for']).toMatch(/127\.0\.0\.1$/);
  });

  test('get DICOMweb paths with their queries, and nothing else', async () => {
    seen.length = 0;
    await fetch(`${consoleServer.url}/dicomweb/studies/1.2/metadata?x=%2F`);
    await fetch(`${consoleServer.url}/graphql/other`);
    await fetch(`${consoleServer.url}/dicomwebx`);
    expect(seen.map(({ url }) => url)).toEqual(['/dicomweb/studies/1.2/metadata?x=%2F']);
  });

  test('get no body smuggled behind a GET', async () => {
    seen.length = 0;
    await new Promise<void>((resolve, reject) => {
      const { port } = new URL(consoleServer.url);
      const sent = request(
        { port, method: 'GET', path: '/dicomweb/studies', headers: { 'content-length': '5' } },
        (response) => {
          response.resume();
          response.on('end', resolve);
        },
      );
      sent.on('error', reject);
      sent.end('hello');
    });
    expect(seen[0]?.headers['content-length']).toBeUndefined();
    expect(seen[0]?.body).toBe('');
  });

  test('join WebSockets on /graphql only', async () => {
    const handshake = (path: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(new URL(consoleServer.url).port), '127.0.0.1', () => {
          socket.write(
            `GET ${path} HTTP/1.1\r\nHost: console.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nCookie: session=abc\r\n\r\n`,
          );
        });
        let text = '';
        socket.on('data', (chunk) => {
          text += chunk;
          if (text.includes('101 Switching') && !text.includes('ping')) socket.write('ping');
          else socket.end();
        });
        socket.on('close', () => resolve(text));
        socket.on('error', reject);
      });
    const joined = await handshake('/graphql');
    expect(joined).toContain('X-Seen: /graphql session=abc');
    expect(joined.endsWith('ping')).toBe(true);
    expect(await handshake('/dicomweb/')).toContain('404 Not Found');
  });

  test('being down is said plainly, in a form that GraphQL clients read', async () => {
    const gone = await startConsoleServer(
      {
        PORT: 0,
        HOST: '127.0.0.1',
        GATEWAY_URL: 'http://127.0.0.1:9',
        INGEST_URL: upstreamUrl,
        S3_REGION: 'x',
        LOG_LEVEL: 'silent',
      },
      folder,
      logger,
    );
    const response = await fetch(`${gone.url}/graphql`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'ECONNREFUSED' } }] });
    await gone.stop();
  });
});

test('refuses to start without a build, and says how to make one', async () => {
  const config = {
    PORT: 0,
    HOST: '127.0.0.1',
    GATEWAY_URL: upstreamUrl,
    INGEST_URL: upstreamUrl,
    S3_REGION: 'x',
    LOG_LEVEL: 'silent',
  };
  await expect(startConsoleServer(config, join(folder, 'nowhere'), logger)).rejects.toThrow('npm run build');
});
