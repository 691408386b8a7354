// What must hold of the money after every journey, asked of Postgres itself.
import pg from 'pg';
import type { JourneyStack } from './journey-stack.ts';

export type MoneyState = {
  /** Postings of all journals, summed by currency: every sum must be zero. */
  readonly sums: ReadonlyArray<{ readonly currency: string; readonly sum: string }>;
  readonly violations: readonly unknown[];
  /** Charges by diagnosis. */
  readonly chargesOf: ReadonlyMap<string, number>;
};

/** Reads the ledger and the charges as the owner of the database. */
export const moneyState = async (stack: JourneyStack): Promise<MoneyState> => {
  const client = new pg.Client({ connectionString: stack.databaseUrls.owner });
  await client.connect();
  try {
    const sums = await client.query<{ currency: string; sum: string }>(
      'select currency, sum(amount_minor)::text as sum from ledger.posting group by currency',
    );
    const violations = await client.query('select * from billing.violations');
    const charges = await client.query<{ diagnosis_id: string; n: string }>(
      'select u.diagnosis_id, count(*)::text as n from charging.rated_charge c join metering.usage_event u on u.id = c.usage_event_id group by 1',
    );
    return {
      sums: sums.rows,
      violations: violations.rows,
      chargesOf: new Map(charges.rows.map((row) => [row.diagnosis_id, Number(row.n)])),
    };
  } finally {
    await client.end();
  }
};
