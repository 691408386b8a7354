// One log line an operation: its name, whose it was, how long it took and how it ended. Never its variables.
import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from '@hounsfield/kernel';
import type { GatewayContext } from '../context.ts';
import { traceId } from './trace.ts';

/** Names are the caller's words: a log line stays a line. */
const LONGEST_NAME = 80;

export const operationLogPlugin = (logger: Logger): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: async () => {
    const started = performance.now();
    return {
      willSendResponse: async ({ operationName, operation, contextValue, errors }) => {
        logger.info(
          {
            operation: `${operation?.operation ?? 'none'} ${operationName ?? 'anonymous'}`.slice(0, LONGEST_NAME),
            tenantId: contextValue.principal?.tenantId,
            ms: Math.round(performance.now() - started),
            codes: errors?.map((error) => error.extensions.code),
            traceId: traceId(),
          },
          'operation',
        );
      },
    };
  },
});
