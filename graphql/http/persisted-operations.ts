// Express middleware: a request that names a published operation by its hash gets that operation's text. Nothing is ever
// registered: an unknown hash costs one map look-up and leaves no trace in memory.
import type { RequestHandler } from 'express';
import type { OperationPolicy } from '../hardening/operation-policy.ts';

type GraphqlBody = { query?: unknown; extensions?: { persistedQuery?: { sha256Hash?: unknown } } };

const notFound = {
  errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
};

/** Replaces hashes with texts; a request with both keeps its text, which the policy judges. */
export const resolvePersistedOperations =
  (policy: OperationPolicy): RequestHandler =>
  (request, response, next) => {
    const body = request.body as GraphqlBody | undefined;
    const persisted = body?.extensions?.persistedQuery;
    if (body === undefined || typeof persisted !== 'object' || persisted === null) return next();
    if (body.query === undefined || body.query === '') {
      const hash = persisted.sha256Hash;
      const text = typeof hash === 'string' ? policy.textOf(hash) : undefined;
      if (text === undefined) return void response.status(400).json(notFound);
      body.query = text;
    }
    delete body.extensions;
    next();
  };
