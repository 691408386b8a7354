// A validation rule: how deep, wide and decorated a document is once its fragments are expanded. Needs no schema, costs
// time linear in the document's length (each fragment is measured once), and ends on cyclic fragments.
import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from 'graphql';
import { LIMITS } from './limits.ts';

/** What a selection set comes to with its fragments expanded. */
export type Shape = {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
};

const EMPTY: Shape = { depth: 0, fields: 0, aliases: 0, directives: 0 };

const merge = (a: Shape, b: Shape): Shape => ({
  depth: Math.max(a.depth, b.depth),
  fields: a.fields + b.fields,
  aliases: a.aliases + b.aliases,
  directives: a.directives + b.directives,
});

/** Measures each operation of the document. */
export const shapesOf = (document: DocumentNode): readonly Shape[] => {
  const fragments = new Map<string, SelectionSetNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node.selectionSet);
  const measured = new Map<string, Shape>();

  const measureFragment = (name: string): Shape => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, EMPTY); // a cycle meets itself as empty; `NoFragmentCycles` reports it
    const selectionSet = fragments.get(name);
    const shape = selectionSet === undefined ? EMPTY : measure(selectionSet);
    measured.set(name, shape);
    return shape;
  };

  const measure = (selectionSet: SelectionSetNode): Shape => {
    let total = EMPTY;
    for (const node of selectionSet.selections) {
      const own = { ...EMPTY, directives: node.directives?.length ?? 0 };
      if (node.kind === Kind.FIELD) {
        const below = node.selectionSet === undefined ? EMPTY : measure(node.selectionSet);
        const field = { ...own, depth: below.depth + 1, fields: 1, aliases: node.alias === undefined ? 0 : 1 };
        total = merge(total, merge(field, below));
      } else {
        const below =
          node.kind === Kind.FRAGMENT_SPREAD ? measureFragment(node.name.value) : measure(node.selectionSet);
        total = merge(total, merge(own, below));
      }
    }
    return total;
  };

  return document.definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .map((node) => {
      const onVariables = (node.variableDefinitions ?? []).flatMap((variable) => variable.directives ?? []);
      const directives = (node.directives?.length ?? 0) + onVariables.length;
      return merge({ ...EMPTY, directives }, measure(node.selectionSet));
    });
};

/** Refuses documents whose shape is beyond {@link LIMITS}; never says which limit or how much. */
export const documentShapeRule: ValidationRule = (context) => ({
  Document(document) {
    const beyond = shapesOf(document).some(
      (shape) =>
        shape.depth > LIMITS.depth ||
        shape.fields > LIMITS.fields ||
        shape.aliases > LIMITS.aliases ||
        shape.directives > LIMITS.directives,
    );
    if (beyond) context.reportError(new GraphQLError('The operation is too complex.'));
    return false;
  },
});
