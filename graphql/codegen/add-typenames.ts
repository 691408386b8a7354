// A codegen document transform: `__typename` in every selection set, as client caches ask for it, so that the text that
// was generated, sent and allow-listed is one and the same.
import type { Types } from '@graphql-codegen/plugin-helpers';
import { withTypenames } from '../hardening/normalise-operation.ts';

/** Adds `__typename` to every nested selection set of every document. */
export const addTypenames: Types.DocumentTransformFunction = ({ documents }) =>
  documents.map((file) => (file.document === undefined ? file : { ...file, document: withTypenames(file.document) }));
