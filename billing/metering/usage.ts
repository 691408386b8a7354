// The facts that are metered: one read of one product over one study, what became of it, and where it ran.
import {
  type CanonicalValue,
  canonicalJson,
  type DiagnosisId,
  type Id,
  sha256,
  type TenantId,
} from '@hounsfield/kernel';

export type UsageEventId = Id<'UsageEvent'>;
export type BillableClass = 'final' | 'addendum';
export type UsageLane = 'STAT' | 'ROUTINE' | 'OFF_PEAK';
/** What became of the read. Only a completed one is ever charged; the others are kept for audit and completeness. */
export type UsageOutcome = 'completed' | 'failed' | 'cancelled' | 'out_of_scope';

/** One billable fact as a worker reports it. Hashes are 64 hexadecimal digits. */
export type Usage = {
  readonly tenantId: TenantId;
  readonly diagnosisId: DiagnosisId;
  /** `final` unless told: the read itself. */
  readonly billableClass?: BillableClass;
  readonly outcome: UsageOutcome;
  readonly productSlug: string;
  readonly lane: UsageLane;
  /** The price version the customer ordered at, which locks its price; left out, the one valid when the read occurred. */
  readonly quotedPriceVersion?: number | undefined;
  readonly studySha256: string;
  readonly modelSlug: string;
  readonly modelVersion: string;
  readonly weightsSha256: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly activityId: string;
  readonly occurredAt: Date;
  /** Seconds from the order to the result, which lateness is judged by; 0 when nobody measured it. */
  readonly turnaroundSeconds?: number | undefined;
};

/** A metered fact. `created` is false when it was known before; `samePayload` false when the known one says otherwise. */
export type UsageEvent = Required<Omit<Usage, 'quotedPriceVersion' | 'turnaroundSeconds'>> & {
  readonly id: UsageEventId;
  /** 0 where the order locked no price. */
  readonly quotedPriceVersion: number;
  readonly turnaroundSeconds: number;
  readonly ingestedAt: Date;
  readonly created: boolean;
  readonly samePayload: boolean;
};

/** The forever key of a fact within its source. */
export const usageEventKey = (diagnosisId: DiagnosisId, billableClass: BillableClass): string =>
  `dx:${diagnosisId}:${billableClass}`;

/** SHA-256 over the business facts; where and when a retry ran is no part of it. */
export const usagePayloadSha256 = (usage: Usage): Buffer => {
  const facts: CanonicalValue = {
    tenantId: usage.tenantId,
    diagnosisId: usage.diagnosisId,
    billableClass: usage.billableClass ?? 'final',
    outcome: usage.outcome,
    productSlug: usage.productSlug,
    lane: usage.lane,
    quotedPriceVersion: usage.quotedPriceVersion ?? 0,
    studySha256: usage.studySha256,
    modelSlug: usage.modelSlug,
    modelVersion: usage.modelVersion,
    weightsSha256: usage.weightsSha256,
  };
  return sha256(canonicalJson(facts));
};
