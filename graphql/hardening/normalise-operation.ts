// One text per operation: what a client sends and what the allow-list holds are compared after this normalisation.
import { createHash } from 'node:crypto';
import { type DefinitionNode, type DocumentNode, type FieldNode, Kind, print, visit } from 'graphql';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const isTypename = (selection: { kind: string; name?: { value: string } }): boolean =>
  selection.kind === Kind.FIELD && selection.name?.value === '__typename';

/** The document with `__typename` in every selection set but the operations' own (idempotent). */
export const withTypenames = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet: {
      enter(node, _key, parent) {
        if (parent !== undefined && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION) return undefined;
        if (node.selections.some(isTypename)) return undefined;
        return { ...node, selections: [...node.selections, TYPENAME] };
      },
    },
  });

const definitionName = (node: DefinitionNode): string =>
  node.kind === Kind.FRAGMENT_DEFINITION ? `fragment ${node.name.value}` : '';

/** The canonical text of a document: type names asked for, the operation first, fragments by name. */
export const normalisedText = (document: DocumentNode): string => {
  const whole = withTypenames(document);
  const definitions = [...whole.definitions].sort((a, b) => (definitionName(a) < definitionName(b) ? -1 : 1));
  return print({ ...whole, definitions });
};

/** SHA-256 (hex) of an operation's canonical text: its name in the allow-list. */
export const operationHash = (text: string): string => createHash('sha256').update(text).digest('hex');
