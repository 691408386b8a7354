// The query string of a request as it came.
import type { FastifyRequest } from 'fastify';

/** What follows the question mark; empty where there is none. */
export const queryString = ({ url }: Pick<FastifyRequest, 'url'>): string => {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
};
