// Composition root of the gateway: services, schema, HTTP and WebSocket doors, put together and started.
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { Logger, RunningProcess } from '@hounsfield/kernel';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { openServices } from './compose-services.ts';
import type { GatewayConfig } from './config.ts';
import { contextCreator } from './context.ts';
import { gatewayModule } from './gateway.module.ts';
import { LIMITS } from './hardening/limits.ts';
import { OperationPolicy, readPublishedOperations } from './hardening/operation-policy.ts';
import { answerInTime, ownOriginOnly, postOnly } from './http/guards.ts';
import { health } from './http/health.ts';
import { nestLogger } from './http/nest-logger.ts';
import { resolvePersistedOperations } from './http/persisted-operations.ts';
import { traceRequests } from './http/trace.ts';
import { serveSubscriptions } from './subscriptions/serve-subscriptions.ts';

const PATH = '/graphql';
/** Nothing the gateway answers is a page. */
const CSP = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

export type Gateway = RunningProcess & { readonly url: string };

/** Opens everything and listens; `stop` finishes what is in flight. */
export const composeGateway = async (
  config: Readonly<GatewayConfig>,
  logger: Logger,
  open = openServices,
): Promise<Gateway> => {
  const { services, ready, close } = await open(config, logger);
  const policy = new OperationPolicy(await readPublishedOperations(), config.GRAPHQL_ADHOC);
  const createContext = contextCreator(services, config.CONSOLE_ORIGIN.startsWith('https:'));
  const app = await NestFactory.create<NestExpressApplication>(
    gatewayModule({ services, policy, createContext, introspection: config.GRAPHQL_INTROSPECTION }),
    { logger: nestLogger(logger), bodyParser: false, abortOnError: false },
  );
  app.set('trust proxy', config.TRUSTED_PROXIES);
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(traceRequests, health(ready), helmet({ contentSecurityPolicy: { useDefaults: false, directives: CSP } }));
  app.enableCors({
    origin: config.CONSOLE_ORIGIN,
    credentials: true,
    methods: ['POST'],
    allowedHeaders: ['Content-Type', 'Authorization', 'Accept-Language'],
    exposedHeaders: ['X-Request-Id'],
    maxAge: 600,
  });
  app.use(PATH, postOnly, ownOriginOnly(config.CONSOLE_ORIGIN), answerInTime());
  app.useBodyParser('json', { limit: LIMITS.requestBytes });
  app.use(PATH, resolvePersistedOperations(policy));
  await app.listen(config.PORT, config.HOST);
  const server = app.getHttpServer();
  const subscriptions = serveSubscriptions({
    server,
    path: PATH,
    schema: app.get(GraphQLSchemaHost, { strict: false }).schema,
    policy,
    consoleOrigin: config.CONSOLE_ORIGIN,
    createContext,
    logger,
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${config.HOST === '0.0.0.0' ? '127.0.0.1' : config.HOST}:${port}`,
    ready,
    stop: async () => {
      await subscriptions.close();
      await app.close();
      await close();
    },
  };
};
