// The named places between two effects of a diagnosis where a fault test may end a worker.
import { crashPoint } from '@hounsfield/kernel';

/** In the order in which a diagnosis passes them. */
export const WORKER_CRASH_POINTS = [
  'diagnose:after-begin',
  'diagnose:after-check',
  'infer:after-attempt',
  'infer:after-fetch',
  'infer:after-run',
  'infer:after-record',
  'report:after-build',
  'report:after-record',
  'diagnose:after-complete',
  'diagnose:after-usage',
  'diagnose:after-charge',
  'diagnose:after-mark',
  'diagnose:after-fail',
  'diagnose:after-cancel',
  'upload:after-receive',
  'upload:after-complete-study',
  'upload:after-order',
] as const;
export type WorkerCrashPoint = (typeof WORKER_CRASH_POINTS)[number];

/** Ends the process here when a test armed this point; the names are checked by the compiler. */
export const crashAt = (point: WorkerCrashPoint): void => crashPoint(point);
