// The Nest module of the gateway: SDL, resolvers, Apollo and its hardening. The only place that knows Nest's wiring.
import { join } from 'node:path';
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { Request, Response } from 'express';
import { auditDenial } from './acts/audit-denial.ts';
import type { CreateContext, GatewayContext } from './context.ts';
import { maskError } from './errors/mask-error.ts';
import { documentShapeRule } from './hardening/document-shape.ts';
import { LIMITS } from './hardening/limits.ts';
import { oneRootFieldRule } from './hardening/one-root-field.ts';
import { operationCostPlugin } from './hardening/operation-cost.ts';
import type { OperationPolicy } from './hardening/operation-policy.ts';
import { boundedJson } from './http/bounded-json.ts';
import { operationLogPlugin } from './http/operation-log.ts';
import { withPermissions } from './permissions-schema.ts';
import { RESOLVERS } from './resolvers/all-resolvers.ts';
import { unionResolvers } from './resolvers/unions.ts';
import { bigIntScalar } from './scalars/big-int.ts';
import { dateTimeScalar } from './scalars/date-time.ts';
import { type GatewayServices, SERVICES } from './services.ts';

export type GatewayModuleOptions = {
  readonly services: GatewayServices;
  readonly policy: OperationPolicy;
  readonly createContext: CreateContext;
  readonly introspection: boolean;
};

const httpContext =
  ({ policy, createContext }: GatewayModuleOptions) =>
  async ({ req, res }: { req: Request; res: Response }): Promise<GatewayContext> => {
    const context = await createContext({
      cookie: req.headers.cookie,
      authorization: req.headers.authorization,
      acceptLanguage: req.headers['accept-language'],
      ip: req.ip,
      response: res,
    });
    policy.assertTextAllowed((req.body as { query?: unknown } | undefined)?.query, context);
    return context;
  };

const apolloOptions = (options: GatewayModuleOptions): ApolloDriverConfig => ({
  driver: ApolloDriver,
  path: '/graphql',
  typePaths: [join(import.meta.dirname, 'schema/*.graphql')],
  resolvers: { DateTime: dateTimeScalar, BigInt: bigIntScalar, ...unionResolvers },
  transformSchema: (schema) => withPermissions(schema, auditDenial(options.services)),
  context: httpContext(options),
  parseOptions: { maxTokens: LIMITS.tokens },
  validationRules: [documentShapeRule, oneRootFieldRule],
  plugins: [
    operationCostPlugin() as ApolloServerPlugin,
    operationLogPlugin(options.services.logger) as ApolloServerPlugin,
  ],
  stringifyResult: boundedJson,
  formatError: maskError(options.services.logger),
  introspection: options.introspection,
  hideSchemaDetailsFromClientErrors: true,
  includeStacktraceInErrorResponses: false,
  csrfPrevention: true,
  allowBatchedHttpRequests: false,
  persistedQueries: false,
  autoTransformHttpErrors: false,
  graphiql: false,
  stopOnTerminationSignals: false,
});

@Module({})
class GatewayModule {}

/** The gateway's module around one set of services. */
export const gatewayModule = (options: GatewayModuleOptions): DynamicModule => ({
  module: GatewayModule,
  imports: [GraphQLModule.forRoot<ApolloDriverConfig>(apolloOptions(options))],
  providers: [{ provide: SERVICES, useValue: options.services }, ...RESOLVERS],
});
