// Why an activity did not succeed, as the books keep it: the code and sentence that its failure carries.
import type { FailureReason } from '@hounsfield/workflow-contract';
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';

const TIMED_OUT: FailureReason = { code: 'TIMED_OUT', message: 'The diagnosis took longer than it may.' };
const UNAVAILABLE: FailureReason = {
  code: 'UNAVAILABLE',
  message: 'A part of the system could not be reached in time.',
};

const isReason = (detail: unknown): detail is FailureReason =>
  typeof (detail as FailureReason | undefined)?.code === 'string' &&
  typeof (detail as FailureReason | undefined)?.message === 'string';

/** The reason in an activity's failure; a failure that carries none is a part of the system that did not answer. */
export const failureReason = (error: unknown): FailureReason => {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return TIMED_OUT;
  const detail = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  return isReason(detail) ? detail : UNAVAILABLE;
};
