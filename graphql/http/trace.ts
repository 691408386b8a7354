// A name for every request: given back to the client, written in every log line of the request, quoted by people in need.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

const current = new AsyncLocalStorage<string>();

/** The trace id of the request being answered. */
export const traceId = (): string => current.getStore() ?? 'none';

/** Runs `work` under a fresh trace id. */
export const withTrace = <Result>(work: () => Result): Result => current.run(randomUUID(), work);

/** Express middleware: names the request and says the name in `X-Request-Id`. */
export const traceRequests = (_request: Request, response: Response, next: NextFunction): void => {
  withTrace(() => {
    response.setHeader('X-Request-Id', traceId());
    next();
  });
};
