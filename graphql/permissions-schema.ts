// Puts the role x operation matrix in front of every root field of the schema.
import { defaultFieldResolver, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from './context.ts';
import { forbidden, unauthenticated } from './errors/faults.ts';
import { denialOf, type OperationName, PERMISSIONS } from './permissions.ts';

const assertMay = (operation: OperationName, { principal }: GatewayContext): void => {
  const denial = denialOf(operation, principal);
  if (denial === 'UNAUTHENTICATED') throw unauthenticated();
  if (denial === 'FORBIDDEN') throw forbidden();
};

const guardRoot = (root: GraphQLObjectType<unknown, GatewayContext> | null | undefined): void => {
  for (const [name, field] of Object.entries(root?.getFields() ?? {})) {
    const operation = `${root?.name}.${name}` as OperationName;
    if (PERMISSIONS[operation] === undefined) throw new Error(`no permission is written for ${operation}`);
    const { resolve = defaultFieldResolver, subscribe } = field;
    field.resolve = (source, args, context, info) => {
      assertMay(operation, context);
      return resolve(source, args, context, info);
    };
    if (subscribe !== undefined)
      field.subscribe = (source, args, context, info) => {
        assertMay(operation, context);
        return subscribe(source, args, context, info);
      };
  }
};

/** Guards queries, mutations and subscriptions (these at every event); throws for a field that the matrix does not know. */
export const withPermissions = (schema: GraphQLSchema): GraphQLSchema => {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) guardRoot(root);
  return schema;
};
