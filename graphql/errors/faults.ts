// Errors the gateway itself raises: a stable code, an HTTP status where the request as a whole is refused, one sentence.
import { GraphQLError } from 'graphql';

/** Codes a client may see; anything else is masked as `INTERNAL`. */
export const PUBLIC_CODES: ReadonlySet<unknown> = new Set([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'NOT_FOUND',
  'OPERATION_NOT_ALLOWED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'TOO_EXPENSIVE',
  'UNAUTHENTICATED',
]);

const fault = (code: string, message: string, status?: number): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...(status === undefined ? {} : { http: { status } }) } });

export const badInput = (message: string): GraphQLError => fault('BAD_USER_INPUT', message, 400);
export const tooExpensive = (): GraphQLError => fault('TOO_EXPENSIVE', 'The operation asks for too much at once.', 400);
export const forbidden = (): GraphQLError => fault('FORBIDDEN', 'Your role may not do this.');
export const unauthenticated = (): GraphQLError => fault('UNAUTHENTICATED', 'Sign in, or send an API key.');
export const notFound = (): GraphQLError => fault('NOT_FOUND', 'There is no such thing.');
export const operationNotAllowed = (): GraphQLError =>
  fault('OPERATION_NOT_ALLOWED', 'Only the published operations may be sent here; use an API key for others.', 403);
