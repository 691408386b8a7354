// Orders as a customer places them: generated studies sent by the `hounsfield` command, watched through GraphQL.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { query } from '../clients/graphql-client.ts';
import type { JourneyStack } from './journey-stack.ts';

/** What a journey reads of a diagnosis. */
export type DiagnosisSeen = {
  readonly id: string;
  readonly status: string;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly findings: ReadonlyArray<{
    readonly label: string;
    readonly concept: { readonly value: string };
    readonly value: number | null;
    readonly unit: string | null;
    readonly probability: number | null;
  }>;
  readonly charge: {
    readonly id: string;
    readonly net: { readonly amountMinor: string; readonly currency: string };
    readonly splits: ReadonlyArray<{ readonly role: string; readonly amount: { readonly amountMinor: string } }>;
  } | null;
};

const DIAGNOSIS = `query ($id: ID!) { diagnosis(id: $id) { id status reason { code message }
  findings { label concept { value } value unit probability }
  charge { id net { amountMinor currency } splits { role amount { amountMinor } } } } }`;

/** States in which nothing more happens. */
export const ENDED = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'OUT_OF_SCOPE']);

/** Reads one diagnosis as the hospital sees it. */
export const diagnosisById = async (stack: JourneyStack, id: string): Promise<DiagnosisSeen> =>
  (await query<{ diagnosis: DiagnosisSeen }>(stack.urls.console, DIAGNOSIS, { id }, { apiKey: stack.seed.apiKey }))
    .diagnosis;

/** Waits until a diagnosis has ended, and is charged where it completed; tolerates a door that is being restarted. */
export const ended = async (stack: JourneyStack, id: string, timeoutMs = 120_000): Promise<DiagnosisSeen> => {
  const deadline = performance.now() + timeoutMs;
  let seen: DiagnosisSeen | undefined;
  while (performance.now() < deadline) {
    seen = await diagnosisById(stack, id).catch(() => seen);
    if (seen !== undefined && ENDED.has(seen.status) && (seen.status !== 'COMPLETED' || seen.charge !== null))
      return seen;
    await pause(200);
  }
  throw new Error(`diagnosis ${id} did not end: ${JSON.stringify(seen)}`);
};

/** A folder with one generated study. */
export const sampleStudy = async (
  stack: JourneyStack,
  kind: 'ct' | 'xray',
  seed: number,
  ...options: readonly string[]
): Promise<string> => {
  const folder = join(stack.folder, `sample-${kind}-${seed}`);
  await mkdir(folder, { recursive: true });
  await stack.cli('sample', kind, '--out', folder, '--seed', String(seed), ...options);
  return folder;
};
