// Broken invariants of the whole wing, as rows anyone with the worker role may ask for; no rows is the healthy answer.
import { type Kysely, sql } from 'kysely';

export type Violation = { readonly invariant: string; readonly subject: string; readonly detail: string };

/** Every broken invariant (I1-I14 of the money design, by number). */
export const violations = async <Tables>(db: Kysely<Tables>): Promise<readonly Violation[]> =>
  (await sql<Violation>`select invariant, subject, detail from billing.violations order by 1, 2`.execute(db)).rows;
