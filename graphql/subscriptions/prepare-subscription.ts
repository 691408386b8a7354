// From a client's subscribe message to something that may run, through the same checks as an operation over HTTP.
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { GatewayContext } from '../context.ts';
import { documentShapeRule } from '../hardening/document-shape.ts';
import { LIMITS } from '../hardening/limits.ts';
import { assertAffordable } from '../hardening/operation-cost.ts';
import type { OperationPolicy } from '../hardening/operation-policy.ts';

const invalid = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });

const withCode = (error: GraphQLError): GraphQLError => invalid(error.message);

const parsed = (payload: SubscribePayload, policy: OperationPolicy): DocumentNode => {
  const persisted = payload.extensions?.persistedQuery as { sha256Hash?: unknown } | undefined;
  const hash = persisted?.sha256Hash;
  const text = payload.query || (typeof hash === 'string' ? (policy.textOf(hash) ?? '') : '');
  try {
    return parse(text, { maxTokens: LIMITS.tokens });
  } catch {
    throw new GraphQLError('The operation is no GraphQL.', { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  }
};

/** Arguments for execution, or what is wrong with the message (returned or thrown as GraphQLErrors). */
export const prepareSubscription = (
  payload: SubscribePayload,
  contextValue: GatewayContext,
  schema: GraphQLSchema,
  policy: OperationPolicy,
): ExecutionArgs | readonly GraphQLError[] => {
  const document = parsed(payload, policy);
  policy.assertAllowed(document, contextValue);
  const shapeErrors = validate(schema, document, [documentShapeRule]);
  if (shapeErrors.length > 0) return shapeErrors.map(withCode);
  const errors = validate(schema, document, undefined, { maxErrors: 5 });
  if (errors.length > 0) return errors.map(withCode);
  const operationName = payload.operationName ?? undefined;
  if (getOperationAST(document, operationName)?.operation !== 'subscription')
    return [invalid('Only subscriptions are served here.')];
  const variables = payload.variables ?? {};
  assertAffordable(schema, document, variables, operationName);
  return { schema, document, contextValue, variableValues: variables, operationName };
};
