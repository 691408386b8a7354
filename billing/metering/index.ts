// Metering: what was read, once per diagnosis and billable class, forever.
export { recordUsage } from './record-usage.ts';
export { type FreshUsage, recordUsageBatch } from './record-usage-batch.ts';
export { timeOrderedId } from './time-ordered-id.ts';
export {
  type BillableClass,
  type Usage,
  type UsageEvent,
  type UsageEventId,
  type UsageLane,
  type UsageOutcome,
  usageEventKey,
  usagePayloadSha256,
} from './usage.ts';
