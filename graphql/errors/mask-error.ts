// The one mapper from thrown errors to what a client sees: public codes pass with their sentence, everything else becomes
// `INTERNAL` and a trace id; the whole truth goes to the log.
import type { Logger } from '@hounsfield/kernel';
import type { GraphQLFormattedError } from 'graphql';
import { traceId } from '../http/trace.ts';
import { PUBLIC_CODES } from './faults.ts';

// graphql-js suggests names it knows; a guesser should not be helped.
const SUGGESTION = / Did you mean .*$/s;
const MAX_MESSAGE = 300;

/** Apollo's `formatError` and the WebSocket's, in one. */
export const maskError =
  (logger: Logger) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.code;
    const trace = traceId();
    if (PUBLIC_CODES.has(code)) {
      const message = formatted.message.replace(SUGGESTION, '').slice(0, MAX_MESSAGE);
      return { ...formatted, message, extensions: { code, traceId: trace } };
    }
    logger.error({ err: error, traceId: trace, path: formatted.path }, 'an operation failed');
    const masked = {
      message: `Something failed on our side; quote ${trace}.`,
      extensions: { code: 'INTERNAL', traceId: trace },
    };
    return formatted.path === undefined ? masked : { ...masked, path: formatted.path };
  };
