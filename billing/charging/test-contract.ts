// What the room's tests start from: a platform, a partner, a vendor, a customer with a contract, and reads to charge.
import { type DiagnosisId, isRefusal, newId, type TenantId } from '@hounsfield/kernel';
import { recordUsage, type Usage, type UsageEvent } from '@hounsfield/metering';
import { flatPrice, type PriceTerms } from '@hounsfield/rating';
import type { Share } from '@hounsfield/revenue-share';
import type { Kysely } from 'kysely';
import { type Contract, createContract, type NewContract } from './contract.ts';

/** The day tests play on. */
export const TEST_DAY = new Date('2026-11-23T12:00:00.000Z');

/** Organisations of one test; the platform is the same for a whole database. */
export type TestParties = {
  readonly platform: TenantId;
  readonly partner: TenantId;
  readonly vendor: TenantId;
  readonly customer: TenantId;
};

export const newParties = (platform: TenantId): TestParties => ({
  platform,
  partner: newId<TenantId>(),
  vendor: newId<TenantId>(),
  customer: newId<TenantId>(),
});

/** 30.25 % platform, 55.75 % partner, 14 % vendor. */
export const threeWaySplit = ({ platform, partner, vendor }: TestParties): readonly Share[] => [
  { partyId: platform, role: 'platform', basisPoints: 3025 },
  { partyId: partner, role: 'partner', basisPoints: 5575 },
  { partyId: vendor, role: 'vendor', basisPoints: 1400 },
];

export const TEST_TERMS: PriceTerms = flatPrice({ STAT: 15_003n, ROUTINE: 10_003n, OFF_PEAK: 7_001n });

/** Opens the usual contract, changed where told; throws when it is refused. */
export const openTestContract = async <Tables>(
  worker: Kysely<Tables>,
  parties: TestParties,
  changes: Partial<NewContract> = {},
): Promise<Contract> => {
  const contract = await createContract(worker, {
    tenantId: parties.customer,
    productSlug: 'quantitative-ct',
    currency: 'USD',
    validFrom: new Date('2026-01-01T00:00:00.000Z'),
    terms: TEST_TERMS,
    shares: threeWaySplit(parties),
    ...changes,
  });
  if (isRefusal(contract)) throw new Error(contract.message);
  return contract;
};

/** A read as a worker would report it. */
export const testUsage = (parties: TestParties, changes: Partial<Usage> = {}): Usage => ({
  tenantId: parties.customer,
  diagnosisId: newId<DiagnosisId>(),
  outcome: 'completed',
  productSlug: 'quantitative-ct',
  lane: 'ROUTINE',
  studySha256: 'ab'.repeat(32),
  modelSlug: 'quantitative-ct',
  modelVersion: '1.0.0',
  weightsSha256: 'cd'.repeat(32),
  workflowId: 'diagnose:test',
  runId: 'run-1',
  activityId: 'activity-1',
  occurredAt: TEST_DAY,
  ...changes,
});

/** Records a read and returns its event. */
export const recordTestRead = <Tables>(
  worker: Kysely<Tables>,
  parties: TestParties,
  changes: Partial<Usage> = {},
): Promise<UsageEvent> => recordUsage(worker, testUsage(parties, changes));
