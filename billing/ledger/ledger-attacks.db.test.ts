// Every invariant of the ledger is attacked through SQL, by its owner: what our own code would never do must fail in Postgres.
import { createTestDatabase, type TestDatabase, withTenant } from '@hounsfield/database';
import { newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import {
  type AccountName,
  beginClose,
  ensureAccounts,
  finishClose,
  openPeriod,
  postJournal,
  violations,
} from './index.ts';

type Trx = Transaction<unknown>;
let database: TestDatabase<unknown>;
const NOW = new Date('2026-11-23T12:00:00.000Z');
const party = newId<TenantId>();
const owed: AccountName = { kind: 'customer_unbilled', partyId: party };
const due: AccountName = { kind: 'vendor_accrued', partyId: party };

beforeAll(async () => {
  database = await createTestDatabase();
  await database.owner.transaction().execute(async (trx) => {
    await ensureAccounts(trx, 'USD', [owed, due]);
    await ensureAccounts(trx, 'EUR', [owed, due]);
    await openPeriod(trx, 'USD', NOW);
    await openPeriod(trx, 'EUR', NOW);
  });
});
afterEach(async () => {
  expect(await violations(database.worker)).toEqual([]);
});
afterAll(() => database.drop());

const inTransaction = <Result>(work: (trx: Trx) => Promise<Result>): Promise<Result> =>
  database.owner.transaction().setIsolationLevel('read committed').execute(work);

let serial = 0;
const rawJournal = async (trx: Trx, txid: RawBuilder<unknown> = sql`pg_current_xact_id()`): Promise<bigint> => {
  serial += 1;
  const inserted = await sql<{ id: bigint }>`
    insert into ledger.journal (idem_key, kind, currency, period_id, effective_at, txid)
    select ${`attack:${serial}`}, 'attack', 'USD', id, ${NOW}, ${txid} from ledger.billing_period
    where currency = 'USD' and starts <= ${NOW} and ends > ${NOW} returning id`.execute(trx);
  return inserted.rows[0]?.id ?? 0n;
};
const rawLeg = async (trx: Trx, journal: bigint, line: number, name: AccountName, amount: bigint, currency = 'USD') => {
  await sql`insert into ledger.posting (journal_id, line, account_id, party_id, currency, amount_minor)
    select ${journal}, ${line}, id, party_id, ${currency}, ${amount} from ledger.account
    where kind = ${name.kind} and party_id = ${name.partyId} and currency = ${currency}`.execute(trx);
};
const balanced = async (trx: Trx): Promise<bigint> => {
  const journal = await rawJournal(trx);
  await rawLeg(trx, journal, 1, owed, 5n);
  await rawLeg(trx, journal, 2, due, -5n);
  return journal;
};

test('I1: a journal whose legs do not sum to zero fails at commit', async () => {
  const attack = inTransaction(async (trx) => {
    const journal = await rawJournal(trx);
    await rawLeg(trx, journal, 1, owed, 5n);
    await rawLeg(trx, journal, 2, due, -4n);
  });
  await expect(attack).rejects.toMatchObject({ code: '23514', constraint: 'journal_zero_sum' });
});

test('I1: a journal without legs fails at commit', async () => {
  await expect(inTransaction((trx) => rawJournal(trx))).rejects.toMatchObject({ constraint: 'journal_zero_sum' });
});

test('I1: a leg of zero is no leg', async () => {
  const attack = inTransaction(async (trx) => rawLeg(trx, await rawJournal(trx), 1, owed, 0n));
  await expect(attack).rejects.toMatchObject({ code: '23514' });
});

test('I2: a committed journal takes no more legs, even balanced ones', async () => {
  const journal = await inTransaction(balanced);
  const attack = inTransaction(async (trx) => {
    await rawLeg(trx, journal, 3, owed, 7n);
    await rawLeg(trx, journal, 4, due, -7n);
  });
  await expect(attack).rejects.toMatchObject({ constraint: 'journal_sealed' });
});

test('I2: a journal cannot be left open for a later transaction by forging its transaction id', async () => {
  const attack = inTransaction((trx) => rawJournal(trx, sql`'999999999'::xid8`));
  await expect(attack).rejects.toMatchObject({ constraint: 'journal_sealed' });
});

test('I2: savepoints are part of the transaction and may write legs', async () => {
  await inTransaction(async (trx) => {
    await sql`savepoint a`.execute(trx);
    const journal = await rawJournal(trx);
    await sql`release savepoint a`.execute(trx);
    await sql`savepoint b`.execute(trx);
    await rawLeg(trx, journal, 1, owed, 5n);
    await rawLeg(trx, journal, 2, due, -5n);
    await sql`release savepoint b`.execute(trx);
  });
});

test('I3: judging early and adding a leg afterwards fails all the same', async () => {
  const attack = inTransaction(async (trx) => {
    const journal = await balanced(trx);
    await sql`set constraints all immediate`.execute(trx);
    await rawLeg(trx, journal, 3, due, -7n);
  });
  await expect(attack).rejects.toMatchObject({ constraint: 'journal_zero_sum' });
});

test('I7: a closed period takes no journal, and the next one does', async () => {
  const october = new Date('2026-10-15T00:00:00.000Z');
  const entry = {
    kind: 'attack',
    currency: 'USD',
    effectiveAt: october,
    legs: [
      { ...owed, amountMinor: 3n },
      { ...due, amountMinor: -3n },
    ],
  } as const;
  const first = await inTransaction((trx) => postJournal(trx, { ...entry, idemKey: 'october:1' }, october));
  await beginClose(database.owner, first.periodId);
  await finishClose(database.owner, first.periodId);
  const attack = inTransaction(async (trx) => {
    await sql`insert into ledger.journal (idem_key, kind, currency, period_id, effective_at)
      values ('october:raw', 'attack', 'USD', ${first.periodId}, ${october})`.execute(trx);
  });
  await expect(attack).rejects.toMatchObject({ constraint: 'period_open' });
  const second = await inTransaction((trx) => postJournal(trx, { ...entry, idemKey: 'october:2' }, october));
  expect(second.periodId).not.toBe(first.periodId);
  const reopen = sql`update ledger.billing_period set status = 'open', closed_at = null where id = ${first.periodId}`;
  await expect(reopen.execute(database.owner)).rejects.toMatchObject({ constraint: 'period_moves_forward' });
});

test('I7: a close that runs under load waits for those who are posting and lets nobody in after', async () => {
  const march = new Date('2026-03-10T00:00:00.000Z');
  const legs = [
    { ...owed, amountMinor: 1n },
    { ...due, amountMinor: -1n },
  ];
  const period = await inTransaction((trx) => openPeriod(trx, 'JPY', march));
  let closed = false;
  const post = async (worker: number): Promise<void> => {
    for (let n = 0; n < 40; n += 1) {
      await database.worker
        .transaction()
        .execute((trx) =>
          postJournal(
            trx,
            { idemKey: `load:${worker}:${n}`, kind: 'load', currency: 'JPY', effectiveAt: march, legs },
            march,
          ),
        )
        .catch((error: { constraint?: string }) => {
          if (!closed || error.constraint !== 'period_open') throw error;
        });
    }
  };
  const load = Array.from({ length: 8 }, (_, worker) => post(worker));
  closed = true;
  await beginClose(database.worker, period.id);
  const count = async () =>
    (
      await sql<{ n: bigint }>`select count(*) as n from ledger.journal where period_id = ${period.id}`.execute(
        database.worker,
      )
    ).rows[0]?.n;
  const atClose = await count();
  await Promise.all(load);
  await finishClose(database.worker, period.id);
  expect(await count()).toBe(atClose);
});

test('I7: periods close in order, and none opens behind a close', async () => {
  const [june, july] = ['2026-06-10', '2026-07-10'].map((day) => new Date(`${day}T00:00:00.000Z`)) as [Date, Date];
  const period = (at: Date) => inTransaction((trx) => openPeriod(trx, 'CNY', at));
  const [first, second] = [await period(june), await period(july)];
  expect((await period(june)).id).toBe(first.id);
  await expect(beginClose(database.worker, second.id)).rejects.toMatchObject({ constraint: 'periods_close_in_order' });
  await beginClose(database.worker, first.id);
  await beginClose(database.worker, second.id);
  await expect(finishClose(database.worker, second.id)).rejects.toMatchObject({ constraint: 'periods_close_in_order' });
  const behind = sql`insert into ledger.billing_period (currency, starts, ends) values ('CNY', '2026-01-01Z', '2026-02-01Z')`;
  await expect(behind.execute(database.owner)).rejects.toMatchObject({ constraint: 'period_opens_ahead' });
  expect((await period(june)).starts).toEqual(new Date('2026-08-01T00:00:00.000Z'));
});

test('I7: a journal is posted at READ COMMITTED, so that it sees a close that just happened', async () => {
  const attack = database.owner.transaction().setIsolationLevel('repeatable read').execute(balanced);
  await expect(attack).rejects.toMatchObject({ constraint: 'journal_isolation' });
});

test.each(['journal', 'posting', 'account', 'balance_snapshot', 'billing_period', 'platform_party'])(
  'I8: nothing is ever deleted from ledger.%s',
  async (table) => {
    const name = sql.table(`ledger.${table}`);
    await expect(sql`delete from ${name}`.execute(database.owner)).rejects.toMatchObject({ code: '42501' });
    await expect(sql`truncate ${name} cascade`.execute(database.owner)).rejects.toMatchObject({ code: '42501' });
  },
);

test('I8: no posting is ever changed', async () => {
  const attack = sql`update ledger.posting set amount_minor = amount_minor`.execute(database.owner);
  await expect(attack).rejects.toMatchObject({ code: '42501' });
});

test("I9: a leg cannot sit on an account of another currency, nor leave its journal's", async () => {
  const foreign = inTransaction(async (trx) => rawLeg(trx, await rawJournal(trx), 1, owed, 5n, 'EUR'));
  await expect(foreign).rejects.toMatchObject({ code: '23503', constraint: 'posting_journal' });
  const disguised = inTransaction(async (trx) => {
    const journal = await rawJournal(trx);
    await sql`insert into ledger.posting (journal_id, line, account_id, party_id, currency, amount_minor)
      select ${journal}, 1, id, party_id, 'USD', 5 from ledger.account where kind = 'vendor_accrued' and currency = 'EUR'`.execute(
      trx,
    );
  });
  await expect(disguised).rejects.toMatchObject({ code: '23503', constraint: 'posting_account' });
});

test('one journal per key, whoever posts it and however often', async () => {
  const entry = {
    idemKey: 'same',
    kind: 'attack',
    currency: 'USD',
    effectiveAt: NOW,
    legs: [
      { ...owed, amountMinor: 2n },
      { ...due, amountMinor: -2n },
    ],
  } as const;
  const posts = await Promise.all(
    Array.from({ length: 12 }, () => database.worker.transaction().execute((trx) => postJournal(trx, entry, NOW))),
  );
  expect(new Set(posts.map(({ id }) => id)).size).toBe(1);
  expect(posts.filter(({ created }) => created)).toHaveLength(1);
});

test("a party reads its own postings, nobody else's, and the application role posts nothing", async () => {
  await inTransaction(balanced);
  const count = (tenant: TenantId) =>
    withTenant(database.app, tenant, async (trx) => {
      const rows = await sql<{
        n: bigint;
      }>`select (select count(*) from ledger.posting) + (select count(*) from ledger.journal)
        + (select count(*) from ledger.account) + (select count(*) from ledger.balance) as n`.execute(trx);
      return rows.rows[0]?.n ?? -1n;
    });
  expect(await count(party)).toBeGreaterThan(0n);
  expect(await count(newId<TenantId>())).toBe(0n);
  await expect(withTenant(database.app, party, rawJournal)).rejects.toThrow(/permission denied/);
});
