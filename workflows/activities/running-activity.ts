// What an activity may know of the run it is part of, read from Temporal's activity context.
import { Context } from '@temporalio/activity';
import type { RunningAttempt } from './inference.activities.ts';

/** The attempt under way, as inference sees it. */
export const runningAttempt = (): RunningAttempt => {
  const context = Context.current();
  return {
    signal: context.cancellationSignal,
    heartbeat: () => context.heartbeat(),
    cancelled: () => context.cancellationDetails?.cancelRequested === true,
  };
};

/** Where the activity runs, for the record of a usage event. */
export const whereabouts = (): { readonly runId: string; readonly activityId: string } => {
  const { workflowExecution, activityId } = Context.current().info;
  return { runId: workflowExecution?.runId ?? 'none', activityId };
};
