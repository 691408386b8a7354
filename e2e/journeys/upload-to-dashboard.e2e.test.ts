// The main journey by command line: a study goes in, a DICOM SR, a charge and its split come out.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, query, signIn } from '../clients/graphql-client.ts';
import { type JourneyStack, signInOf, startJourneyStack } from './journey-stack.ts';
import { moneyState } from './money-checks.ts';
import { type DiagnosisSeen, diagnosisById, ended, sampleStudy } from './orders.ts';
import { peer } from './peers.ts';

let stack: JourneyStack;
let folder: string;
let diagnosis: DiagnosisSeen;

beforeAll(async () => {
  stack = await startJourneyStack();
  folder = await sampleStudy(stack, 'ct', 1);
  const answer = await stack.cli('upload', folder, '--product', 'quantitative-ct', '--wait', '--json');
  const [first] = (JSON.parse(answer.trim().split('\n').at(-1) ?? '') as { diagnoses: ReadonlyArray<{ id: string }> })
    .diagnoses;
  diagnosis = await ended(stack, first?.id ?? '');
}, 300_000);
afterAll(() => stack?.stop());

test('the measured figures equal the truth the phantom was built with', () => {
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Record<string, number>;
  const values = diagnosis.findings.map((finding) => finding.value).filter((value) => value !== null);
  expect(diagnosis.status).toBe('COMPLETED');
  for (const name of ['lungVolumeMl', 'laa950Percent', 'percentile15Hu', 'meanLungDensityHu']) {
    const expected = truth[name] as number;
    const nearest = values.reduce((best, value) =>
      Math.abs(value - expected) < Math.abs(best - expected) ? value : best,
    );
    expect(Math.abs(nearest - expected)).toBeLessThanOrEqual(Math.max(0.5, Math.abs(expected) * 0.01));
  }
});

test('the shares of the charge sum to its net', () => {
  const { charge } = diagnosis;
  expect(charge).not.toBeNull();
  expect(charge?.splits.length).toBe(3);
  expect(charge?.splits.reduce((sum, split) => sum + BigInt(split.amount.amountMinor), 0n)).toBe(
    BigInt(charge?.net.amountMinor ?? 0),
  );
});

test('one charge, a ledger of sum zero and no broken invariant', async () => {
  const money = await moneyState(stack);
  expect(money.chargesOf.get(diagnosis.id)).toBe(1);
  expect(money.sums.filter((each) => each.sum !== '0')).toEqual([]);
  expect(money.violations).toEqual([]);
});

test('the same study sent again is no new instance, no new diagnosis and no new charge', async () => {
  const before = await moneyState(stack);
  await stack.cli('upload', folder, '--product', 'quantitative-ct', '--wait', '--json');
  const after = await moneyState(stack);
  expect([...after.chargesOf]).toEqual([...before.chargesOf]);
});

test('the partner sees exactly its share, and no patient', async () => {
  const { email, password } = signInOf(stack, /./, /partner|imaging/i);
  const partner = await signIn(stack.urls.console, email, password);
  const months = await query<{
    revenueMonths: ReadonlyArray<{ month: string; reads: number; earned: { amountMinor: string } }>;
  }>(stack.urls.console, '{ revenueMonths { month reads earned { amountMinor } } }', {}, partner);
  const share = diagnosis.charge?.splits.find((split) => split.role === 'PARTNER')?.amount.amountMinor;
  expect(months.revenueMonths[0]?.earned.amountMinor).toBe(share);
  const reads = await ask(
    stack.urls.console,
    '{ diagnoses(first: 10) { edges { node { id } } } studies(first: 10) { edges { node { id patientName } } } }',
    {},
    partner,
  );
  expect(JSON.stringify(reads)).not.toContain(diagnosis.id);
});

describe('the report, judged by independent readers', () => {
  let report: string;
  beforeAll(async () => {
    const out = join(stack.folder, 'result');
    await stack.cli('result', diagnosis.id, '--out', out);
    report = join(out, readdirSync(out).find((name) => name.endsWith('.dcm')) ?? '');
  }, 60_000);

  peer('dciodvfy')('dciodvfy finds no error', () => {
    const words = execFileSync('sh', ['-c', `dciodvfy '${report}' 2>&1 || true`], { encoding: 'utf8' });
    expect(words.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
  });

  peer('dsrdump')('dsrdump renders it with the measured volume', () => {
    const words = execFileSync('dsrdump', [report], { encoding: 'utf8' });
    expect(words).toMatch(/Imaging Measurement/i);
  });

  peer('dcmdump')('the owner gets the original patient name back', () => {
    const name = execFileSync('dcmdump', ['+U8', '+P', '0010,0010', report], { encoding: 'utf8' });
    const [source] = readdirSync(folder)
      .filter((each) => each.endsWith('.dcm'))
      .sort();
    const original = execFileSync('dcmdump', ['+U8', '+P', '0010,0010', join(folder, source ?? '')], {
      encoding: 'utf8',
    });
    // The value alone: the comment behind it counts bytes, which differ between character sets.
    const value = (line: string) => /\[(.*)\]/.exec(line)?.[1];
    expect(value(name)).toBe(value(original));
    expect(value(name)).toMatch(/\p{Script=Han}/u);
  });
});

test('a signed-out caller is told nothing', async () => {
  const answer = await ask<{ diagnosis: unknown }>(
    stack.urls.console,
    '{ diagnosis(id: "00000000-0000-4000-8000-000000000000") { id } }',
  );
  expect(answer.data?.diagnosis ?? null).toBeNull();
  expect((await diagnosisById(stack, diagnosis.id)).id).toBe(diagnosis.id);
});
