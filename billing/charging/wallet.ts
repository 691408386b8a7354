// Wallets: prepaid credit and monthly budgets of one customer in one currency; the only rows that charging locks.

import { appendOutbox, withTenant } from '@hounsfield/database';
import { type Clock, type Currency, type Money, money, type Refusal, refusal, type TenantId } from '@hounsfield/kernel';
import { ensureAccounts, platformParty, postJournal } from '@hounsfield/ledger';
import { type Kysely, sql, type Transaction } from 'kysely';

/** Alerts are raised when a month's spending reaches these parts of its budget. */
export const ALERT_PERCENTS = [50, 75, 90, 100] as const;

export type WalletSettings = {
  readonly tenantId: TenantId;
  readonly currency: Currency;
  /** Reads are paid from credit bought before. */
  readonly prepaid: boolean;
  readonly budgetMinor: bigint | null;
  /** Orders beyond the budget are refused; STAT never is. */
  readonly hardStop: boolean;
};

export type WalletRow = {
  prepaid: boolean;
  budget_minor: bigint | null;
  hard_stop: boolean;
  credit_minor: bigint;
  held_minor: bigint;
  spent_minor: bigint;
};

/** First day of the instant's month (UTC), as Postgres reads a date. */
export const monthDate = (at: Date): string => `${at.toISOString().slice(0, 7)}-01`;

/** Locks the wallet for the rest of the transaction; undefined for a customer that has none in this currency. */
export const lockWallet = async <Tables>(
  trx: Transaction<Tables>,
  tenantId: TenantId,
  currency: Currency,
  now: Date,
): Promise<WalletRow | undefined> => {
  const found = await sql<WalletRow>`select w.prepaid, w.budget_minor, w.hard_stop, w.credit_minor, w.held_minor,
      coalesce((select m.spent_minor from charging.wallet_month m where m.tenant_id = w.tenant_id
        and m.currency = w.currency and m.month = ${monthDate(now)}::date), 0) as spent_minor
    from charging.wallet w where w.tenant_id = ${tenantId} and w.currency = ${currency} for update of w`.execute(trx);
  return found.rows[0];
};

/** Opens a customer's wallet or changes its settings; what was spent this month before it was opened counts. Worker role. */
export const setWallet = async <Tables>(db: Kysely<Tables>, settings: WalletSettings, clock: Clock): Promise<void> => {
  const { tenantId, currency, prepaid, budgetMinor, hardStop } = settings;
  const month = monthDate(clock.now());
  await db.transaction().execute(async (trx) => {
    await ensureAccounts(trx, currency, [{ kind: 'customer_credit', partyId: tenantId }]);
    await sql`insert into charging.wallet (tenant_id, currency, prepaid, budget_minor, hard_stop)
      values (${tenantId}, ${currency}, ${prepaid}, ${budgetMinor}, ${hardStop})
      on conflict (tenant_id, currency) do update set prepaid = excluded.prepaid, budget_minor = excluded.budget_minor,
        hard_stop = excluded.hard_stop`.execute(trx);
    await sql`insert into charging.wallet_month (tenant_id, currency, month, spent_minor)
      select ${tenantId}, ${currency}, ${month}::date, coalesce(sum(net_minor), 0) from charging.rated_charge
      where tenant_id = ${tenantId} and currency = ${currency} and charged_at >= (${month}::date)::timestamp at time zone 'utc'
      on conflict do nothing`.execute(trx);
  });
};

/** Adds prepaid credit that was paid for, once per key. Worker role. */
export const topUp = async <Tables>(
  db: Kysely<Tables>,
  purchase: {
    readonly tenantId: TenantId;
    readonly currency: Currency;
    readonly amountMinor: bigint;
    readonly idemKey: string;
  },
  clock: Clock,
): Promise<{ readonly kind: 'credit'; readonly credit: Money } | Refusal<'NO_WALLET' | 'NO_PLATFORM'>> => {
  const { tenantId, currency, amountMinor, idemKey } = purchase;
  const platform = await platformParty(db);
  if (!platform) return refusal('NO_PLATFORM', 'The marketplace has no operator yet.');
  return db.transaction().execute(async (trx) => {
    const wallet = await lockWallet(trx, tenantId, currency, clock.now());
    if (!wallet) return refusal('NO_WALLET', 'The customer has no wallet in this currency.');
    const journal = await postJournal(
      trx,
      {
        idemKey: `topup:${idemKey}`,
        kind: 'topup',
        currency,
        effectiveAt: clock.now(),
        legs: [
          { kind: 'cash_stripe', partyId: platform, amountMinor },
          { kind: 'customer_credit', partyId: tenantId, amountMinor: -amountMinor },
        ],
      },
      clock.now(),
    );
    if (journal.created)
      await sql`update charging.wallet set credit_minor = credit_minor + ${amountMinor}
        where tenant_id = ${tenantId} and currency = ${currency}`.execute(trx);
    const credit = wallet.credit_minor + (journal.created ? amountMinor : 0n);
    return { kind: 'credit', credit: money(credit, currency) };
  });
};

/** Raises the alerts that this month's spending has reached: each once a month, in the transaction that reached it. */
export const raiseAlerts = async <Tables>(
  trx: Transaction<Tables>,
  tenantId: TenantId,
  currency: Currency,
  { budgetMinor, spentMinor }: { readonly budgetMinor: bigint; readonly spentMinor: bigint },
  now: Date,
): Promise<void> => {
  for (const percent of ALERT_PERCENTS.filter((part) => spentMinor * 100n >= budgetMinor * BigInt(part))) {
    const raised = await sql`insert into charging.budget_alert (tenant_id, currency, month, percent, raised_at)
      values (${tenantId}, ${currency}, ${monthDate(now)}::date, ${percent}, ${now}) on conflict do nothing`.execute(
      trx,
    );
    if (raised.numAffectedRows === 0n) continue;
    const idemKey = `${tenantId}:${currency}:${monthDate(now)}:${percent}`;
    const payload = { currency, percent, spentMinor: `${spentMinor}`, budgetMinor: `${budgetMinor}` };
    await appendOutbox(trx, { topic: 'budget.alert', idemKey, tenantId, payload });
  }
};

export type Wallet = {
  readonly prepaid: boolean;
  readonly hardStop: boolean;
  readonly budget: Money | undefined;
  readonly credit: Money;
  /** Held for reads that are ordered and not charged yet. */
  readonly held: Money;
  /** Charged this month (UTC). */
  readonly spent: Money;
  readonly alertsRaised: readonly number[];
};

/** A customer's wallets by currency, as it may see them. */
export const wallets = <Tables>(db: Kysely<Tables>, tenantId: TenantId, now: Date): Promise<readonly Wallet[]> =>
  withTenant(db, tenantId, async (trx) => {
    const found = await sql<WalletRow & { currency: Currency; alerts: number[] | null }>`select w.*,
        coalesce(m.spent_minor, 0) as spent_minor,
        (select array_agg(a.percent order by a.percent) from charging.budget_alert a where a.tenant_id = w.tenant_id
          and a.currency = w.currency and a.month = ${monthDate(now)}::date) as alerts
      from charging.wallet w left join charging.wallet_month m on m.tenant_id = w.tenant_id and m.currency = w.currency
        and m.month = ${monthDate(now)}::date
      where w.tenant_id = ${tenantId} order by w.currency`.execute(trx);
    return found.rows.map((row) => ({
      prepaid: row.prepaid,
      hardStop: row.hard_stop,
      budget: row.budget_minor === null ? undefined : money(row.budget_minor, row.currency),
      credit: money(row.credit_minor, row.currency),
      held: money(row.held_minor, row.currency),
      spent: money(row.spent_minor, row.currency),
      alertsRaised: row.alerts ?? [],
    }));
  });
