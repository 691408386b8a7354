// Relay connections: pages of rooms as edges and page information, and cursors of rows that are ordered by time and id.
import { parseId } from '@hounsfield/kernel';
import { badInput } from '../errors/faults.ts';
import type { RequireFields } from '../generated/resolver-types.ts';
import { LIMITS } from '../hardening/limits.ts';

export type Edge<Node> = { readonly cursor: string; readonly node: Node };

export type Connection<Node> = {
  readonly edges: readonly Edge<Node>[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
};

/** What a field with `first` and `after` is asked for; `first` has a default in the SDL. */
export type PageArguments = { readonly first: number; readonly after?: string | null | undefined };

/** The arguments of a paged field, as resolvers get them. */
export type Paged<Args extends { first?: number | null | undefined }> = RequireFields<Args, 'first'>;

/** The page size, when it is one; the cap of the cost rule, once more where rows are read. */
export const checkPageSize = (first: number): number => {
  if (!Number.isInteger(first) || first < 1 || first > LIMITS.pageSize)
    throw badInput(`\`first\` is a whole number from 1 to ${LIMITS.pageSize}.`);
  return first;
};

/** Edges as a connection. */
export const toConnection = <Node>(
  edges: readonly Edge<Node>[],
  hasNextPage: boolean,
  { after }: PageArguments,
): Connection<Node> => ({
  edges,
  pageInfo: {
    hasNextPage,
    hasPreviousPage: after !== undefined && after !== null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  },
});

type Position = { readonly at: Date; readonly id: string };

/** The opaque cursor of a row. */
export const encodeCursor = ({ at, id }: Position): string =>
  Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');

/** The row a cursor names; throws BAD_USER_INPUT for what is no cursor of ours. */
export const decodeCursor = (cursor: string): Position => {
  const [time, id] = Buffer.from(cursor.slice(0, 200), 'base64url').toString('utf8').split(' ');
  const at = new Date(time ?? '');
  if (Number.isNaN(at.getTime()) || parseId(id) === undefined) throw badInput('`after` is not a cursor.');
  return { at, id: id as string };
};
