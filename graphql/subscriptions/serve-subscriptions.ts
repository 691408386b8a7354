// Subscriptions over graphql-ws: authenticated at connection, again at every event, bounded in number and size.
import type { IncomingMessage, Server } from 'node:http';
import type { Logger } from '@hounsfield/kernel';
import { createSourceEventStream, type ExecutionArgs, execute, GraphQLError, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { CreateContext, Credentials, GatewayContext } from '../context.ts';
import { maskError } from '../errors/mask-error.ts';
import { SOCKET_LIMITS } from '../hardening/limits.ts';
import type { OperationPolicy } from '../hardening/operation-policy.ts';
import { withTrace } from '../http/trace.ts';
import { isAsyncIterable, mapAsync } from './map-async.ts';
import { prepareSubscription } from './prepare-subscription.ts';

export type SubscriptionOptions = {
  readonly server: Server;
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly policy: OperationPolicy;
  readonly consoleOrigin: string;
  readonly createContext: CreateContext;
  readonly logger: Logger;
  /** Milliseconds to say `connection_init`. */
  readonly initMs?: number;
};

/** Close codes: graphql-ws's own (4400, 4406, 4408, 4409, 4429) and this one, also when a session ends while watching. */
export const UNAUTHORIZED = 4401;
export const TOO_MANY_SUBSCRIPTIONS = 4429;

type SocketExtra = { credentials?: Credentials };

/** A context that can be had anew, with the same credentials, for the next event; `undefined` once they are worth nothing. */
type RenewableContext = GatewayContext & { readonly renew: () => Promise<GatewayContext | undefined> };

const credentialsOf = (request: IncomingMessage, parameters: unknown): Credentials => {
  const { authorization } = (parameters ?? {}) as { authorization?: unknown };
  return {
    cookie: request.headers.cookie,
    authorization: typeof authorization === 'string' ? authorization : request.headers.authorization,
    acceptLanguage: request.headers['accept-language'],
    ip: request.socket.remoteAddress,
  };
};

/** Each event runs in a fresh context: rights are checked again, and no loader remembers the event before. */
const subscribe = async (args: ExecutionArgs) => {
  const stream = await createSourceEventStream(args);
  if (!isAsyncIterable(stream)) return stream;
  const { renew } = args.contextValue as RenewableContext;
  return mapAsync(stream, (rootValue) =>
    withTrace(async () => {
      const contextValue = await renew();
      return contextValue === undefined ? undefined : execute({ ...args, rootValue, contextValue });
    }),
  );
};

/** Opens the WebSocket door on the gateway's HTTP server; `close` ends every socket with 1001. */
export const serveSubscriptions = (options: SubscriptionOptions): { close(): Promise<void> } => {
  const { schema, policy, createContext, consoleOrigin } = options;
  const mask = maskError(options.logger);
  const sockets = new WebSocketServer({
    server: options.server,
    path: options.path,
    maxPayload: SOCKET_LIMITS.messageBytes,
    verifyClient: ({ origin }: { origin?: string }) => !origin || origin === consoleOrigin,
  });
  const door = useServer<Record<string, unknown>, SocketExtra>(
    {
      connectionInitWaitTimeout: options.initMs ?? SOCKET_LIMITS.initMs,
      onConnect: async ({ extra, connectionParams }) => {
        const credentials = credentialsOf(extra.request, connectionParams);
        const { principal } = await createContext(credentials);
        if (principal === undefined) {
          extra.socket.close(UNAUTHORIZED, 'Unauthorized');
          return false;
        }
        extra.credentials = credentials;
        return true;
      },
      onSubscribe: ({ extra, subscriptions }, _id, payload) =>
        withTrace(async () => {
          if (Object.keys(subscriptions).length > SOCKET_LIMITS.subscriptions) {
            extra.socket.close(TOO_MANY_SUBSCRIPTIONS, 'Too many subscriptions');
            return [new GraphQLError('Too many subscriptions.')];
          }
          const fresh = () => createContext(extra.credentials ?? {});
          const renew = async () => {
            const context = await fresh();
            if (context.principal !== undefined) return context;
            extra.socket.close(UNAUTHORIZED, 'Unauthorized');
            return undefined;
          };
          const contextValue: RenewableContext = { ...(await fresh()), renew };
          try {
            return prepareSubscription(payload, contextValue, schema, policy);
          } catch (error) {
            return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
          }
        }),
      subscribe,
      onError: (_context, _id, _payload, errors) => errors.map((error) => mask(error.toJSON(), error)),
      onNext: (_context, _id, _payload, _args, result) =>
        result.errors === undefined
          ? undefined
          : { data: result.data ?? null, errors: result.errors.map((error) => mask(error.toJSON(), error)) },
    },
    sockets,
  );
  return {
    close: async () => {
      await door.dispose();
      sockets.close();
    },
  };
};
