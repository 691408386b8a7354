// Express middleware around /graphql: POST only, from our own pages only, an answer in time.
import type { RequestHandler } from 'express';
import { LIMITS } from '../hardening/limits.ts';
import { traceId } from './trace.ts';

const refusal = (code: string, message: string) => ({
  errors: [{ message, extensions: { code, traceId: traceId() } }],
});

/** Queries travel by POST too: nothing of ours may end up in a URL. */
export const postOnly: RequestHandler = (request, response, next) => {
  if (request.method === 'POST') return next();
  response.status(405).set('Allow', 'POST').json(refusal('METHOD_NOT_ALLOWED', 'Send GraphQL operations by POST.'));
};

/** A browser says where its page came from; other sites' pages are refused whatever cookie they make it send. */
export const ownOriginOnly =
  (consoleOrigin: string): RequestHandler =>
  (request, response, next) => {
    const { origin } = request.headers;
    if (origin === undefined || origin === consoleOrigin) return next();
    response.status(403).json(refusal('FORBIDDEN', 'This page may not use the gateway.'));
  };

/** Answers 503 once an operation has run too long; what it still finds out is thrown away. */
export const answerInTime =
  (milliseconds: number = LIMITS.executionMs): RequestHandler =>
  (_request, response, next) => {
    const late = refusal('TIMEOUT', 'The operation took too long.');
    const timer = setTimeout(() => {
      if (!response.headersSent) response.status(503).json(late);
    }, milliseconds);
    response.once('close', () => clearTimeout(timer));
    next();
  };
