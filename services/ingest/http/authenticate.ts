// Who is calling: an API key as bearer token, or the console's session cookie, which counts only from the console's own origin.
import type { Clock } from '@hounsfield/kernel';
import {
  authenticateApiKey,
  authenticateSession,
  type Principal,
  readSessionCookie,
  type TenancyTables,
} from '@hounsfield/tenancy';
import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { HttpProblem } from './problem.ts';

export type AuthenticationDeps = {
  readonly tenancy: Kysely<TenancyTables>;
  readonly clock: Clock;
  readonly consoleOrigin: string;
};

const BEARER = /^Bearer ([\x21-\x7e]{1,256})$/i;

const unauthenticated = (): HttpProblem =>
  new HttpProblem(401, 'UNAUTHENTICATED', 'Sign in, or send an API key as bearer token.', {
    'www-authenticate': 'Bearer realm="hounsfield"',
  });

/** A cookie comes along by itself, so the page that sent the request must be ours (OWASP: origin verification). */
const fromConsole = ({ method, headers }: FastifyRequest, consoleOrigin: string): boolean => {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined) return origin === consoleOrigin;
  const safe = method === 'GET' || method === 'HEAD';
  return safe && (site === undefined || site === 'same-origin' || site === 'none');
};

/** The caller, or a 401; a cookie from a foreign page is a 403. */
export const authenticate = async (
  { tenancy, clock, consoleOrigin }: AuthenticationDeps,
  request: FastifyRequest,
): Promise<Principal> => {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const secret = BEARER.exec(authorization)?.[1];
    const principal = secret === undefined ? undefined : await authenticateApiKey(tenancy, secret, clock);
    if (principal === undefined) throw unauthenticated();
    return principal;
  }
  const token = readSessionCookie(cookie, consoleOrigin.startsWith('https:'));
  if (token === undefined) throw unauthenticated();
  if (!fromConsole(request, consoleOrigin))
    throw new HttpProblem(403, 'FOREIGN_ORIGIN', 'A session cookie is good only on pages of the console.');
  const principal = await authenticateSession(tenancy, token, clock);
  if (principal === undefined) throw unauthenticated();
  return principal;
};
