// Puts the role x operation matrix in front of every root field of the schema.
import type { Principal } from '@hounsfield/tenancy';
import { defaultFieldResolver, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from './context.ts';
import { forbidden, unauthenticated } from './errors/faults.ts';
import { denialOf, type OperationName, PERMISSIONS } from './permissions.ts';

/** Told of every operation that a signed-in caller's role does not allow. */
export type OnDenied = (operation: OperationName, principal: Principal) => Promise<void>;

type Root = GraphQLObjectType<unknown, GatewayContext> | null | undefined;

const guardRoot = (root: Root, onDenied: OnDenied): void => {
  for (const [name, field] of Object.entries(root?.getFields() ?? {})) {
    const operation = `${root?.name}.${name}` as OperationName;
    if (PERMISSIONS[operation] === undefined) throw new Error(`no permission is written for ${operation}`);
    const assertMay = async ({ principal }: GatewayContext): Promise<void> => {
      if (denialOf(operation, principal) === undefined) return;
      if (principal === undefined) throw unauthenticated();
      await onDenied(operation, principal);
      throw forbidden();
    };
    const { resolve = defaultFieldResolver, subscribe } = field;
    field.resolve = async (source, args, context, info) => {
      await assertMay(context);
      return resolve(source, args, context, info);
    };
    if (subscribe !== undefined)
      field.subscribe = async (source, args, context, info) => {
        await assertMay(context);
        return subscribe(source, args, context, info);
      };
  }
};

/** Guards queries, mutations and subscriptions (these at every event); throws for a field that the matrix does not know. */
export const withPermissions = (schema: GraphQLSchema, onDenied: OnDenied): GraphQLSchema => {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    guardRoot(root, onDenied);
  return schema;
};
