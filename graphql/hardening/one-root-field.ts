// A validation rule: a mutation does one thing. Fifteen aliased sign-ins in one request would be fifteen guesses.
import { GraphQLError, Kind, type ValidationRule } from 'graphql';

/** Refuses a mutation whose root is anything but one plain field. */
export const oneRootFieldRule: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (node.operation !== 'mutation') return;
    const { selections } = node.selectionSet;
    if (selections.length !== 1 || selections[0]?.kind !== Kind.FIELD)
      context.reportError(new GraphQLError('A mutation must have exactly one root field.', { nodes: node }));
  },
});
