// The reverse proxy: passes requests and WebSockets on to one upstream, so that the browser knows a single origin.
import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '@hounsfield/kernel';

export type ReverseProxy = {
  /** Passes one request on; the answer gets `extra` headers where the upstream set none of that name. */
  pass(request: IncomingMessage, response: ServerResponse, extra: Readonly<Record<string, string>>): void;
  /** Passes a WebSocket handshake on and joins the two sockets. */
  passUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
};

// RFC 9110 section 7.6.1: headers of one connection, not of the message.
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
// A read may take its time; a silent upstream may not.
const SILENCE_MS = 120_000;

type Headers = Record<string, string | string[]>;

const forwarded = (request: IncomingMessage, secure: boolean): Headers => {
  const named = new Set((request.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  const headers: Headers = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !HOP_BY_HOP.has(name) && !named.has(name) && name !== 'host') headers[name] = value;
  const before = request.headers['x-forwarded-for'];
  const client = request.socket.remoteAddress ?? '';
  headers['x-forwarded-for'] = before === undefined ? client : `${before}, ${client}`;
  headers['x-forwarded-proto'] = secure ? 'https' : 'http';
  headers['x-forwarded-host'] = request.headers.host ?? '';
  return headers;
};

const refuse = (response: ServerResponse, status: number, code: string): void => {
  if (response.headersSent) return void response.destroy();
  const message = 'The service behind the console cannot be reached.';
  // One body that both a GraphQL client and a person can read.
  const body = JSON.stringify({ title: message, status, errors: [{ message, extensions: { code } }] });
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', 'retry-after': '2' });
  response.end(body);
};

/** A proxy to one base address; `secure` says whether the browser came over TLS. */
export const reverseProxy = (base: string, secure: boolean, logger: Logger): ReverseProxy => {
  const target = new URL(base);
  const tls = target.protocol === 'https:';
  const agent = tls ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const joined = new Set<Duplex>();

  const open = (request: IncomingMessage, headers: Headers, pooled: boolean): ClientRequest =>
    (tls ? httpsRequest : httpRequest)({
      protocol: target.protocol,
      hostname: target.hostname,
      port: target.port,
      method: request.method,
      path: `${target.pathname.replace(/\/$/, '')}${request.url}`,
      headers,
      agent: pooled ? agent : false,
      timeout: SILENCE_MS,
    });

  const pass: ReverseProxy['pass'] = (request, response, extra) => {
    // Only what can be sent twice uses the pool: a pooled connection may have been closed at the other end just now.
    const repeatable = request.method === 'GET' || request.method === 'HEAD';
    attempt(request, response, extra, repeatable);
  };

  const attempt = (
    request: IncomingMessage,
    response: ServerResponse,
    extra: Readonly<Record<string, string>>,
    pooled: boolean,
  ): void => {
    const headers = forwarded(request, secure);
    // Nothing is read from a GET: a body it may carry is not passed on, so its length must not be either.
    if (pooled) delete headers['content-length'];
    const upstream = open(request, headers, pooled);
    const fail = (code: string, status: number) => {
      logger.warn({ upstream: target.host, code }, 'upstream failed');
      refuse(response, status, code);
    };
    upstream.on('response', (answer) => {
      const passed: Headers = { ...extra };
      for (const [name, value] of Object.entries(answer.headers))
        if (value !== undefined && !HOP_BY_HOP.has(name)) passed[name] = value;
      response.writeHead(answer.statusCode ?? 502, passed);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    upstream.on('timeout', () => upstream.destroy(new Error('UPSTREAM_SILENT')));
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      if (response.destroyed) return;
      if (upstream.reusedSocket && error.code === 'ECONNRESET' && !response.headersSent)
        attempt(request, response, extra, false);
      else if (error.message === 'UPSTREAM_SILENT') fail('UPSTREAM_SILENT', 504);
      else fail(error.code ?? 'UPSTREAM_UNREACHABLE', 502);
    });
    response.on('close', () => {
      if (!response.writableFinished) upstream.destroy();
    });
    if (pooled) upstream.end();
    else request.pipe(upstream);
  };

  const passUpgrade: ReverseProxy['passUpgrade'] = (request, socket, head) => {
    const headers = { ...forwarded(request, secure), connection: 'Upgrade', upgrade: 'websocket' };
    const upstream = open(request, headers, false);
    const hangUp = () => socket.destroy();
    socket.on('error', () => upstream.destroy());
    upstream.on('error', hangUp);
    // An answer in place of an upgrade is a refusal: its status goes back, its body does not matter.
    upstream.on('response', (answer) => {
      socket.end(
        `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
      );
      answer.resume();
    });
    upstream.on('upgrade', (answer, other: Socket, otherHead) => {
      const lines = answer.rawHeaders.flatMap((text, at, all) => (at % 2 === 0 ? [`${text}: ${all[at + 1]}`] : []));
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      if (otherHead.length > 0) socket.write(otherHead);
      if (head.length > 0) other.write(head);
      // The gateway pings its sockets: silence here is no fault.
      other.setTimeout(0);
      for (const [from, to] of [
        [socket, other],
        [other, socket],
      ] as const) {
        joined.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          joined.delete(from);
          to.destroy();
        });
      }
    });
    upstream.end();
  };

  const close = () => {
    agent.destroy();
    for (const socket of joined) socket.destroy();
  };
  return { pass, passUpgrade, close };
};
