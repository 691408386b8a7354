// A codegen plugin: the operations of the given documents by the SHA-256 of their text. As `.json` it writes the
// gateway's allow-list (hash to text); as `.ts` a client's map (operation name to hash).
import type { PluginFunction } from '@graphql-codegen/plugin-helpers';
import { concatAST, type DocumentNode, type FragmentDefinitionNode, Kind, visit } from 'graphql';
import { normalisedText, operationHash } from '../hardening/normalise-operation.ts';

const fragmentsUsed = (document: DocumentNode, all: ReadonlyMap<string, FragmentDefinitionNode>): Set<string> => {
  const used = new Set<string>();
  const collect = (node: DocumentNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name: { value } }) {
        if (used.has(value)) return;
        used.add(value);
        const fragment = all.get(value);
        if (fragment !== undefined) collect(fragment);
      },
    });
  };
  collect(document);
  return used;
};

/** Every operation of the documents, each with the fragments it needs: `[name, canonical text]`, by name. */
const operationsOf = (document: DocumentNode): (readonly [string, string])[] => {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  return document.definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .map((node) => {
      const alone: DocumentNode = { kind: Kind.DOCUMENT, definitions: [node] };
      const needed = [...fragmentsUsed(alone, fragments)].map((name) => fragments.get(name));
      const whole = { ...alone, definitions: [node, ...needed.filter((fragment) => fragment !== undefined)] };
      return [node.name?.value ?? '', normalisedText(whole)] as const;
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
};

export const plugin: PluginFunction = (_schema, documents, _config, info) => {
  const operations = operationsOf(concatAST(documents.flatMap(({ document }) => document ?? [])));
  if (info?.outputFile?.endsWith('.json')) {
    const byHash = operations.map(([, text]) => [operationHash(text), text] as const);
    return `${JSON.stringify(Object.fromEntries(byHash.sort(([a], [b]) => (a < b ? -1 : 1))), undefined, 2)}\n`;
  }
  const lines = operations.map(([name, text]) => `  ${name}: '${operationHash(text)}',`);
  return [
    '// Generated from operations/*.graphql by `npm run codegen`: the hash under which the gateway knows each operation.',
    `export const operationHashes = {\n${lines.join('\n')}\n} as const;`,
    'export type OperationName = keyof typeof operationHashes;\n',
  ].join('\n');
};
