// One of the product's two error mappers: what rooms return or throw becomes what a workflow may know of it.
import type { Logger, Refusal } from '@hounsfield/kernel';
import { FAILURE_TYPE, type FailureReason } from '@hounsfield/workflow-contract';
import { ApplicationFailure, CancelledFailure, TemporalFailure } from '@temporalio/common';

const failure = (type: string, { code, message }: FailureReason, nonRetryable: boolean): ApplicationFailure =>
  ApplicationFailure.create({ type, message, nonRetryable, details: [{ code, message } satisfies FailureReason] });

/** An expected no that ends the asking. */
export const refused = (refusal: Refusal): ApplicationFailure => failure(FAILURE_TYPE.refused, refusal, true);

/** An expected no that must become a yes (money): asked again until somebody puts it right. */
export const notYet = (refusal: Refusal): ApplicationFailure => failure(FAILURE_TYPE.unavailable, refusal, false);

/** The model failed as often as it may. */
export const modelFault = (reason: FailureReason): ApplicationFailure => failure(FAILURE_TYPE.modelFault, reason, true);

/** Something was not there for a moment. */
export const unavailable = (reason: FailureReason): ApplicationFailure =>
  failure(FAILURE_TYPE.unavailable, reason, false);

/**
 * A thrown fault as history keeps it: that it happened and where, with the driver's machine code. Its message stays behind
 * (drivers and parsers quote data), and its stack too; the worker's own log has both.
 */
export const faultFailure = (activity: string, error: unknown): Error => {
  if (error instanceof TemporalFailure || error instanceof CancelledFailure) return error;
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  const detail = typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : String(name ?? 'Error');
  return unavailable({ code: 'UNAVAILABLE', message: `${activity} could not be done (${detail.slice(0, 40)}).` });
};

type Activity = (...args: never[]) => Promise<unknown>;

/** The activities with every fault mapped by {@link faultFailure} and logged in full by this worker. */
export const guarded = <Activities extends Record<string, Activity>>(
  activities: Activities,
  logger: Logger,
): Activities => {
  const guard =
    (name: string, activity: Activity): Activity =>
    async (...args) => {
      try {
        return await activity(...args);
      } catch (error) {
        const mapped = faultFailure(name, error);
        if (mapped !== error) logger.error({ err: error, activity: name }, 'activity fault');
        throw mapped;
      }
    };
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [name, guard(name, activity)]),
  ) as Activities;
};
