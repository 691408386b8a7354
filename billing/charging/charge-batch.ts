// Bills many reads in one transaction: facts, charges, splits and one journal per kind of read; for backfills and month-end loads.
import { type Clock, crashPoint } from '@hounsfield/kernel';
import { openPeriod } from '@hounsfield/ledger';
import { type FreshUsage, recordUsageBatch, type Usage, type UsageEventId } from '@hounsfield/metering';
import { countsReads, rate } from '@hounsfield/rating';
import { splitCharge } from '@hounsfield/revenue-share';
import { type Kysely, sql, type Transaction } from 'kysely';
import { type ChargeGroup, groupKey, writeGroups } from './charge-group.ts';
import { chargeUsage } from './charge-usage.ts';
import { type ContractTerms, holds, loadTerms, type PriceInForce, type SplitInForce } from './terms.repository.ts';

export type BatchReport = {
  /** Facts that were new. */
  readonly recorded: number;
  /** Facts that were known already; nothing was done about them but charging what had not been charged. */
  readonly known: number;
  /** Charges written now. */
  readonly charged: number;
  /** Completed reads without a contract; they stay recorded and show up as I13 until there is one. */
  readonly withoutContract: number;
};

type Priced = FreshUsage & {
  readonly contract: ContractTerms;
  readonly price: PriceInForce;
  readonly split: SplitInForce;
};

const priced = ({ id, usage }: FreshUsage, contracts: readonly ContractTerms[]): Priced | undefined => {
  const quoted = usage.quotedPriceVersion ?? 0;
  for (const contract of contracts) {
    const price = contract.prices.find((one) =>
      quoted > 0 ? one.version === quoted : holds(contract, usage.occurredAt) && holds(one, usage.occurredAt),
    );
    const split = contract.splits.find((one) => holds(one, usage.occurredAt));
    if (price && split) return { id, usage, contract, price, split };
  }
  return undefined;
};

/** Reads that need a lock or a claim of their own are charged one by one. */
const needsOwnTransaction = ({ contract, price }: Priced): boolean =>
  contract.hasWallet || price.terms.outcomes.duplicates === 'free';

/** Counts the reads of each contract at once and returns the place before each contract's first. */
const countReads = async <Tables>(
  trx: Transaction<Tables>,
  group: readonly Priced[],
  periodId: number,
): Promise<number> => {
  const [first] = group;
  if (!first || !countsReads(first.price.terms)) return -1;
  const { tenantId, contractId } = first.contract;
  const counted = await sql<{ n: bigint }>`
    insert into charging.contract_period_counter as counter (tenant_id, contract_id, meter, period_id, n)
    values (${tenantId}, ${contractId}, 'reads', ${periodId}, ${group.length})
    on conflict (tenant_id, contract_id, meter, period_id) do update set n = counter.n + excluded.n returning n`.execute(
    trx,
  );
  return Number(counted.rows[0]?.n) - group.length;
};

const chargeFresh = async <Tables>(trx: Transaction<Tables>, reads: readonly Priced[], now: Date): Promise<void> => {
  const groups = new Map<string, ChargeGroup>();
  const byContract = Map.groupBy(reads, ({ contract, price }) => `${contract.contractId} ${price.version}`);
  // One order of contracts for everybody, since their counters are locked until commit.
  for (const key of [...byContract.keys()].toSorted()) {
    const members = byContract.get(key) ?? [];
    const [first] = members;
    if (!first) continue;
    const period = await openPeriod(trx, first.contract.currency, now);
    const before = await countReads(trx, members, period.id);
    for (const [index, read] of members.entries()) {
      const tierSeq = before < 0 ? 0 : before + index + 1;
      const { lane, turnaroundSeconds = 0 } = read.usage;
      const rated = rate(read.price.terms, { lane, tierSeq, turnaroundSeconds });
      const of = groupKey(read.contract, read.price.version, read.split.version, read.usage);
      const group: ChargeGroup = groups.get(of) ?? { read, period, charges: [], splitsByNet: new Map() };
      groups.set(of, group);
      // Reads of one price split alike.
      const splits = group.splitsByNet.get(rated.netMinor) ?? splitCharge(rated.netMinor, read.split.shares);
      group.splitsByNet.set(rated.netMinor, splits);
      group.charges.push({ id: read.id, usage: read.usage, tierSeq, rated, splits });
    }
  }
  await writeGroups(trx, [...groups.values()], now);
};

type Left = { readonly alone: readonly UsageEventId[]; readonly report: BatchReport };

const bill = async <Tables>(trx: Transaction<Tables>, usages: readonly Usage[], now: Date): Promise<Left> => {
  const pairs = [
    ...new Map(
      usages.map(({ tenantId, productSlug }) => [`${tenantId} ${productSlug}`, { tenantId, productSlug }]),
    ).values(),
  ];
  const contracts = await loadTerms(trx, pairs);
  const fresh = await recordUsageBatch(trx, usages);
  const completed = fresh.filter(({ usage }) => usage.outcome === 'completed');
  const terms = completed.map((one) =>
    priced(one, contracts.get(`${one.usage.tenantId} ${one.usage.productSlug}`) ?? []),
  );
  const reads = terms.filter((read): read is Priced => read !== undefined);
  const together = reads.filter((read) => !needsOwnTransaction(read));
  await chargeFresh(trx, together, now);
  crashPoint('batch:before-commit');
  const alone = reads.filter(needsOwnTransaction).map(({ id }) => id);
  const withoutContract = completed.length - reads.length;
  const report = {
    recorded: fresh.length,
    known: usages.length - fresh.length,
    charged: together.length + alone.length,
    withoutContract,
  };
  return { alone, report };
};

/** Completed reads among these facts that were recorded earlier and never charged. */
const uncharged = async <Tables>(db: Kysely<Tables>, usages: readonly Usage[]): Promise<readonly UsageEventId[]> => {
  const found = await sql<{ id: UsageEventId }>`select e.id from metering.usage_event e
      left join charging.rated_charge c on c.id = e.id
    where e.diagnosis_id = any(${usages.map(({ diagnosisId }) => diagnosisId)}::uuid[]) and e.outcome = 'completed' and c.id is null`.execute(
    db,
  );
  return found.rows.map(({ id }) => id);
};

/**
 * Records and charges a batch: each fact once, whatever the batch repeats and whoever else is billing it. New facts are
 * recorded and charged in one transaction, so a crash leaves all of it or nothing; then what was recorded before and never
 * charged is charged. Batches may overlap and run again. Needs the worker role.
 */
export const chargeUsageBatch = async <Tables>(
  db: Kysely<Tables>,
  usages: readonly Usage[],
  clock: Clock,
): Promise<BatchReport> => {
  if (usages.length === 0) return { recorded: 0, known: 0, charged: 0, withoutContract: 0 };
  const { alone, report } = await db
    .transaction()
    .setIsolationLevel('read committed')
    .execute((trx) => bill(trx, usages, clock.now()));
  for (const id of alone) await chargeUsage(db, id, clock);
  if (report.known === 0) return report;
  let late = 0;
  for (const id of await uncharged(db, usages)) if ((await chargeUsage(db, id, clock)).kind === 'charge') late += 1;
  return { ...report, charged: report.charged + late };
};
