// What an operation may cost, before it runs: the objects it can ask for, with the page sizes really given, also those in
// variables. Runs for every request, never cached with the document.
import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql';
import { type ComplexityEstimator, type ComplexityEstimatorArgs, getComplexity } from 'graphql-query-complexity';
import type { GatewayContext } from '../context.ts';
import { badInput, tooExpensive } from '../errors/faults.ts';
import { LIMITS } from './limits.ts';

const WRAPPER = /(Connection|Edge|PageInfo)$/;

const pageSizeOf = (args: ComplexityEstimatorArgs['args']): number | undefined => {
  if (!('first' in args)) return undefined;
  const first: unknown = args.first;
  if (typeof first !== 'number' || !Number.isInteger(first) || first < 1 || first > LIMITS.pageSize)
    throw badInput(`\`first\` is a whole number from 1 to ${LIMITS.pageSize}.`);
  return first;
};

/** Objects: one each, times the page size (or an assumed list size). Connections and edges cost what they hold. */
const objectEstimator: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const named = getNamedType(field.type);
  const isWrapper = WRAPPER.test(named.name);
  const own = isObjectType(named) && !isWrapper ? 1 : 0;
  const listed = isListType(getNullableType(field.type)) && !WRAPPER.test(type.name);
  const times = pageSizeOf(args) ?? (listed ? LIMITS.assumedListSize : 1);
  return times * (own + childComplexity);
};

/** The cost of an operation with these variables; throws BAD_USER_INPUT for variables and page sizes that are none. */
export const operationCost = (
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  operationName: string | undefined,
): number => {
  try {
    return getComplexity({
      schema,
      query: document,
      variables: { ...variables },
      estimators: [objectEstimator],
      ...(operationName === undefined ? {} : { operationName }),
    });
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions.code === undefined) throw badInput(error.message);
    throw error;
  }
};

/** Refuses operations beyond {@link LIMITS.nodes}. */
export const assertAffordable = (...operation: Parameters<typeof operationCost>): void => {
  if (operationCost(...operation) > LIMITS.nodes) throw tooExpensive();
};

/** {@link assertAffordable} for every request over HTTP. */
export const operationCostPlugin = (): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, document, request, operationName }) =>
      assertAffordable(schema, document, request.variables ?? {}, operationName ?? undefined),
  }),
});
