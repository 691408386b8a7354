// The HTTP server: health, and DICOMweb behind authentication. Logs name routes and codes, never addresses or values: UIDs identify.
import { isId } from '@hounsfield/kernel';
import type { Principal } from '@hounsfield/tenancy';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { authenticate } from './http/authenticate.ts';
import { allowConsole } from './http/cross-origin.ts';
import { HttpProblem, notFound, problemBody } from './http/problem.ts';
import { RateLimit } from './http/rate-limit.ts';
import { searchRoutes } from './qido/search.route.ts';
import type { ServerDeps } from './server-deps.ts';
import { storeRoutes } from './stow/store.route.ts';
import { PixelSource } from './wado/pixel-source.ts';
import { retrieveRoutes } from './wado/retrieve.route.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any handler under `/dicomweb` runs. */
    principal: Principal;
  }
}

const HEADERS_MS = 20_000;
/** A connection on which nothing moves, in either direction, is closed: a reader that stopped reading holds memory. */
const SILENCE_MS = 180_000;
const KEEP_ALIVE_MS = 75_000;
/** A sender that was refused may go on for so long before it is cut off. */
const LINGER_MS = 2_000;

/** Answers that need no words of ours: Fastify's own refusals of malformed requests. */
const problemOf = (error: unknown): HttpProblem | undefined => {
  if (error instanceof HttpProblem) return error;
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
    ? new HttpProblem(statusCode, 'BAD_REQUEST', 'The request is malformed.')
    : undefined;
};

const answerProblems = (server: FastifyInstance, { logger }: ServerDeps): void => {
  server.setErrorHandler((error, request, reply) => {
    const known = problemOf(error);
    if (known === undefined) logger.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    const problem = known ?? new HttpProblem(500, 'INTERNAL', 'Something of ours failed; try again.');
    reply.code(problem.status).headers(problem.headers).type('application/problem+json').send(problemBody(problem));
  });
  server.setNotFoundHandler((_, reply) => {
    const problem = notFound();
    reply.code(404).type('application/problem+json').send(problemBody(problem));
  });
};

/** Reads on for a moment after a refusal, so that the sender gets to see it, then hangs up. */
const lingerAfterRefusals = (server: FastifyInstance): void => {
  server.addHook('onResponse', async (request) => {
    if (request.raw.complete) return;
    request.raw.resume();
    const timer = setTimeout(() => request.raw.destroy(), LINGER_MS).unref();
    request.raw.once('close', () => clearTimeout(timer));
  });
};

/** The framework's own lines name addresses; ours name routes. What breaks off in the middle of an answer is told here. */
class QuietLog extends LogController {
  constructor() {
    super({ disableRequestLogging: true });
  }
  override streamError(error: Error & { readonly code?: string }, request: FastifyRequest, _: FastifyReply): void {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE')
      request.log.error({ err: error, route: request.routeOptions.url }, 'an answer broke off');
  }
}

/** Builds the server; it listens nowhere yet. */
export const buildServer = (deps: ServerDeps): FastifyInstance => {
  const { logger, clock, ready, consoleOrigin, rate } = deps;
  const server = fastify({
    loggerInstance: logger as unknown as FastifyBaseLogger,
    logController: new QuietLog(),
    requestTimeout: 0,
    connectionTimeout: SILENCE_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    bodyLimit: Number.MAX_SAFE_INTEGER,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  });
  server.server.headersTimeout = HEADERS_MS;
  // Bodies are streams whatever they claim to be: their one reader is the store route.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_, payload, done) => done(null, payload));
  server.decorateRequest('principal');
  allowConsole(server, consoleOrigin);
  answerProblems(server, deps);
  lingerAfterRefusals(server);

  server.get('/livez', async (_, reply) => reply.type('text/plain').send('ok\n'));
  server.get('/readyz', async (_, reply) => {
    const ok = await ready();
    return reply
      .code(ok ? 200 : 503)
      .type('text/plain')
      .send(ok ? 'ok\n' : 'not ready\n');
  });

  const limit = new RateLimit(rate, clock);
  const pixels = new PixelSource(deps);
  server.register(
    async (dicomweb) => {
      dicomweb.addHook('onRequest', async (request) => {
        if (request.method === 'OPTIONS') return;
        request.principal = await authenticate(deps, request);
        limit.take(request.principal.apiKeyId ?? request.principal.memberId ?? request.principal.tenantId);
      });
      dicomweb.addHook('onResponse', async (request, reply) => {
        logger.info(
          {
            method: request.method,
            route: request.routeOptions.url,
            status: reply.statusCode,
            ms: Math.round(reply.elapsedTime),
            tenantId: isId(request.principal?.tenantId) ? request.principal.tenantId : undefined,
          },
          'answered',
        );
      });
      storeRoutes(dicomweb, deps);
      searchRoutes(dicomweb, deps);
      retrieveRoutes(dicomweb, deps, pixels);
    },
    { prefix: '/dicomweb' },
  );
  return server;
};
