// The caller of a guarded operation, and identifiers as callers write them.
import { type Id, parseId } from '@hounsfield/kernel';
import type { Principal } from '@hounsfield/tenancy';
import type { GatewayContext } from '../context.ts';
import { unauthenticated } from '../errors/faults.ts';

/** Who calls. The matrix lets no anonymous caller this far; the check is for the compiler and for a wrong matrix. */
export const callerOf = ({ principal }: GatewayContext): Principal => {
  if (principal === undefined) throw unauthenticated();
  return principal;
};

/** Loads the row that an identifier names; what is no identifier names none, exactly as an unknown one. */
export const loadById = async <I extends Id<string>, Row>(
  loader: { load(id: I): Promise<Row | undefined> },
  id: string,
): Promise<Row | null> => {
  const parsed = parseId<I>(id);
  return parsed === undefined ? null : ((await loader.load(parsed)) ?? null);
};

/** A row that must be there because a foreign key says so. */
export const present = <Row>(row: Row | null | undefined, what: string): Row => {
  if (row === null || row === undefined) throw new Error(`${what} is missing`);
  return row;
};
