// The console's HTTP server: the built page and its assets, health, and the two doors behind the same origin.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger, RunningProcess } from '@hounsfield/kernel';
import type { ConsoleConfig } from './config.ts';
import { objectStoreOrigins } from './object-store-origins.ts';
import { type ReverseProxy, reverseProxy } from './reverse-proxy.ts';
import { contentPolicy, steadyHeaders } from './security-headers.ts';
import { type Asset, chooseCoding, readStaticSite } from './static-site.ts';

export type ConsoleServer = RunningProcess & { readonly url: string };

type Request = IncomingMessage & { url: string };

const YEAR_S = 31_536_000;

const sendAsset = (request: Request, response: ServerResponse, asset: Asset): void => {
  const coding = chooseCoding(asset, request.headers['accept-encoding']);
  const body = asset.bodies[coding] ?? asset.bodies.identity;
  response.writeHead(200, {
    'content-type': asset.type,
    'content-length': body.length,
    // The name carries the content's hash: what was fetched once never changes.
    'cache-control': `public, max-age=${YEAR_S}, immutable`,
    vary: 'accept-encoding',
    ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
};

const sendText = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(text);
};

/** Opens the server on the configured port. */
export const startConsoleServer = async (
  config: Readonly<ConsoleConfig>,
  folder: string,
  logger: Logger,
): Promise<ConsoleServer> => {
  const site = await readStaticSite(folder);
  const secure = config.CONSOLE_ORIGIN?.startsWith('https:') ?? false;
  const steady = steadyHeaders(secure);
  const stores = objectStoreOrigins(config);
  const gateway = reverseProxy(config.GATEWAY_URL, secure, logger);
  const ingest = reverseProxy(config.INGEST_URL, secure, logger);
  const proxyFor = (path: string): ReverseProxy | undefined => {
    if (path === '/graphql') return gateway;
    return path.startsWith('/dicomweb/') ? ingest : undefined;
  };

  const sendPage = (request: Request, response: ServerResponse): void => {
    const nonce = randomBytes(18).toString('base64url');
    const body = site.page(nonce);
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'content-security-policy': contentPolicy(nonce, stores),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };

  const answer = (request: Request, response: ServerResponse): void => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const proxy = proxyFor(path);
    if (proxy !== undefined) {
      proxy.pass(request, response, steady);
      return;
    }
    for (const [name, value] of Object.entries(steady)) response.setHeader(name, value);
    response.setHeader('content-security-policy', contentPolicy(undefined, stores));
    const asset = site.asset(path);
    if (request.method !== 'GET' && request.method !== 'HEAD') response.writeHead(405, { allow: 'GET, HEAD' }).end();
    else if (path === '/livez' || path === '/readyz') sendText(response, 200, 'ok\n');
    else if (asset !== undefined) sendAsset(request, response, asset);
    // A path with an extension wants a file that is not here: a page in its place would only confuse.
    else if (path.startsWith('/assets/') || /\/[^/]*\.[^/]*$/.test(path)) sendText(response, 404, 'not found\n');
    else sendPage(request, response);
  };

  const server = createServer((request, response) => answer(request as Request, response));
  server.on('upgrade', (request, socket, head) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/graphql') gateway.passUpgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  // Large studies travel through /dicomweb: the request as a whole may take long, its headers may not.
  server.requestTimeout = 0;
  server.headersTimeout = 20_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${config.HOST === '0.0.0.0' ? '127.0.0.1' : config.HOST}:${port}`,
    ready: async () => true,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      gateway.close();
      ingest.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 5_000).unref();
      await closed;
    },
  };
};
