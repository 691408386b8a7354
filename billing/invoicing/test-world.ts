// What the room's tests play in: a customer whose reads are charged, and parties that share in them, over several months.
import type { KeyObject } from 'node:crypto';
import { type ChargeId, chargeUsage, createContract, statementEntries } from '@hounsfield/charging';
import type { TestDatabase } from '@hounsfield/database';
import { type Currency, type DiagnosisId, isRefusal, ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { balanceOf } from '@hounsfield/ledger';
import { recordUsage } from '@hounsfield/metering';
import { flatPrice } from '@hounsfield/rating';
import { sql } from 'kysely';
import { closePeriod } from './close-period.ts';
import type { InvoiceId } from './issue-invoice.ts';
import type { StatementDeps } from './make-statement.ts';

/** A currency of its own for each test, so that its periods are its own. */
const CURRENCIES = ['AED', 'AUD', 'CAD', 'CHF', 'CNY', 'EUR', 'GBP', 'HKD', 'INR', 'SAR', 'SGD'] as const;
let used = 0;
/** One customer, partner and vendor under a contract, and the acts of their months. */
export const closingWorld = async (database: TestDatabase<unknown>, platform: TenantId, signingKey: KeyObject) => {
  const currency: Currency = CURRENCIES[used] ?? 'USD';
  used += 1;
  const clock = new ManualClock(new Date('2026-10-10T00:00:00.000Z'));
  const [customer, partner, vendor] = [newId<TenantId>(), newId<TenantId>(), newId<TenantId>()];
  const contract = await createContract(database.worker, {
    tenantId: customer,
    productSlug: 'quantitative-ct',
    currency,
    validFrom: new Date('2026-01-01T00:00:00.000Z'),
    terms: flatPrice({ STAT: 15_003n, ROUTINE: 10_003n, OFF_PEAK: 7_001n }),
    shares: [
      { partyId: platform, role: 'platform', basisPoints: 3025 },
      { partyId: partner, role: 'partner', basisPoints: 5575 },
      { partyId: vendor, role: 'vendor', basisPoints: 1400 },
    ],
  });
  if (isRefusal(contract)) throw new Error(contract.code);
  const deps: StatementDeps = {
    db: database.worker,
    clock,
    signingKey,
    entriesOf: (party, period) => statementEntries(database.worker, party, period),
  };
  const read = async (lane: 'STAT' | 'ROUTINE' = 'ROUTINE', occurredAt = clock.now()): Promise<ChargeId> => {
    const event = await recordUsage(database.worker, {
      tenantId: customer,
      diagnosisId: newId<DiagnosisId>(),
      outcome: 'completed',
      productSlug: 'quantitative-ct',
      lane,
      studySha256: 'ab'.repeat(32),
      modelSlug: 'quantitative-ct',
      modelVersion: '1.0.0',
      weightsSha256: 'cd'.repeat(32),
      workflowId: 'w',
      runId: 'r',
      activityId: 'a',
      occurredAt,
    });
    const charge = await chargeUsage(database.worker, event.id, clock);
    if (charge.kind !== 'charge') throw new Error(charge.kind);
    return charge.id;
  };
  const periods = async () =>
    (
      await sql<{
        id: number;
        status: string;
      }>`select id, status from ledger.billing_period where currency = ${currency} order by starts`.execute(
        database.worker,
      )
    ).rows;
  const close = async () => {
    const open = (await periods()).find(({ status }) => status === 'open');
    if (!open) throw new Error('no open period');
    clock.advance(31 * 86_400_000);
    return closePeriod(deps, open.id);
  };
  const invoices = async () =>
    (
      await sql<{ id: InvoiceId; kind: string; number: number; net_minor: bigint; tax_minor: bigint }>`
      select id, kind, number, net_minor, tax_minor from invoicing.invoice where tenant_id = ${customer} order by number`.execute(
        database.worker,
      )
    ).rows;
  const statements = async (party: TenantId) =>
    (
      await sql<{
        id: string;
        closing_minor: bigint;
        document: Buffer;
        root: Buffer;
      }>`select s.id, s.closing_minor, s.document, s.root
      from invoicing.statement s join ledger.billing_period p on p.id = s.period_id where s.party_id = ${party} order by p.starts`.execute(
        database.worker,
      )
    ).rows;
  const balance = async (kind: Parameters<typeof balanceOf>[1]['kind'], partyId: TenantId) =>
    (await balanceOf(database.worker, { kind, partyId }, currency)).amountMinor;
  return { currency, clock, customer, partner, vendor, deps, read, close, periods, invoices, statements, balance };
};
