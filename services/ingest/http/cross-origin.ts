// CORS for the one origin that browsers may call from, and headers that keep patients' data out of caches and other pages.
import type { FastifyInstance } from 'fastify';

const PREFLIGHT_SECONDS = '600';

/** Adds the headers to every answer and answers preflights. */
export const allowConsole = (server: FastifyInstance, consoleOrigin: string): void => {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('cache-control', 'private, no-store');
    reply.header('vary', 'origin');
    if (request.headers.origin !== consoleOrigin) return;
    reply.header('access-control-allow-origin', consoleOrigin);
    reply.header('access-control-allow-credentials', 'true');
    reply.header('access-control-expose-headers', 'content-type, content-location, retry-after');
    if (request.method !== 'OPTIONS') return;
    reply.header('access-control-allow-methods', 'GET, POST');
    reply.header('access-control-allow-headers', 'authorization, content-type, accept');
    reply.header('access-control-max-age', PREFLIGHT_SECONDS);
    await reply.code(204).send();
  });
};
