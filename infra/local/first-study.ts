// On an empty state, one generated CT study goes through the public door, so that the first page shows a real diagnosis.
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { RunningStack } from './stack.ts';

const run = promisify(execFile);
const UPLOAD_TIMEOUT_MS = 180_000;

const diagnosis = z.object({
  id: z.string(),
  status: z.string(),
  findings: z.array(z.object({ label: z.string(), value: z.number().nullish(), unit: z.string().nullish() })),
  charge: z
    .object({
      net: z.object({ amountMinor: z.string(), currency: z.string(), exponent: z.number() }),
      splits: z.array(z.object({ role: z.string(), amount: z.object({ amountMinor: z.string() }) })),
    })
    .nullish(),
});
const uploadAnswer = z.object({ diagnoses: z.array(diagnosis).min(1) });

/** The first diagnosis: what was measured, what the phantom's construction says is true, and what it cost. */
export type FirstDiagnosis = {
  readonly diagnosis: z.infer<typeof diagnosis>;
  readonly truth: Readonly<Record<string, unknown>>;
};

/** Runs the `hounsfield` command as a user would, against the running stack. */
export const hounsfield = async (
  root: string,
  stack: Pick<RunningStack, 'urls' | 'seed'>,
  args: readonly string[],
): Promise<string> => {
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    HOUNSFIELD_URL: stack.urls.console,
    HOUNSFIELD_API_KEY: stack.seed.apiKey,
  };
  const ran = await run(process.execPath, [join(root, 'graphql/cli/bin/hounsfield.mjs'), ...args], {
    cwd: root,
    env: environment,
    timeout: UPLOAD_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { code?: number | string; stdout?: string; stderr?: string }) => {
    const words = `${error.stderr ?? ''}${error.stdout ?? ''}`.trim().slice(-2_000);
    throw new Error(`hounsfield ${args[0]} ended with status ${error.code}:\n${words}`);
  });
  return ran.stdout;
};

/** Sends the first study unless this state has had it; answers the diagnosis and its truth either way. */
export const firstStudy = async (root: string, folder: string, stack: RunningStack): Promise<FirstDiagnosis> => {
  const record = join(folder, 'first-diagnosis.json');
  const known = await readFile(record, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as FirstDiagnosis;
  const sample = join(folder, 'first-study');
  await rm(sample, { recursive: true, force: true });
  await mkdir(sample, { recursive: true });
  await hounsfield(root, stack, ['sample', 'ct', '--out', sample]);
  const answer = await hounsfield(root, stack, ['upload', sample, '--product', 'quantitative-ct', '--wait', '--json']);
  const [first] = uploadAnswer.parse(JSON.parse(answer.trim().split('\n').at(-1) ?? '')).diagnoses;
  if (first === undefined || first.status !== 'COMPLETED')
    throw new Error(`the first diagnosis ended ${first?.status ?? 'without an answer'}`);
  const truth = JSON.parse(await readFile(join(sample, 'truth.json'), 'utf8')) as Record<string, unknown>;
  const result: FirstDiagnosis = { diagnosis: first, truth };
  await writeFile(record, JSON.stringify(result, null, 2));
  return result;
};
