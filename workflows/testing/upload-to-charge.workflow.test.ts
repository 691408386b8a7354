// The main job on real input, without windows: files sent, received, de-identified, read, reported, charged.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Diagnosis, findingsByDiagnosis } from '@hounsfield/diagnoses';
import { readDicom, Tag, text } from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';
import { violations } from '@hounsfield/ledger';
import { ctPhantom } from '@hounsfield/phantoms';
import { diagnoseWorkflowId, receiveUploadWorkflowId } from '@hounsfield/workflow-contract';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ProductWorld, productWorld } from './product-world.ts';
import { recordHistory } from './recorded-history.ts';

let w: ProductWorld;
let diagnosis: Diagnosis;
const { files, truth } = ctPhantom({ seed: 7, size: 96, slices: 24 });

beforeAll(async () => {
  w = await productWorld();
  for (const name of ['starter', 'worker-cpu', 'worker-inference'] as const) w.start(name);
}, 60_000);
afterAll(() => w.close(), 60_000);

test('an uploaded CT becomes a measured, reported and charged diagnosis', async () => {
  const uploadId = await w.upload(files);
  diagnosis = await w.done(uploadId);
  expect(diagnosis).toMatchObject({ status: 'COMPLETED', step: 'DONE', reason: undefined });
  const findings = await findingsByDiagnosis(w.database.app, diagnosis.tenantId, [diagnosis.id]);
  const measured = (id: string) => findings.find(({ trackingId }) => trackingId === id)?.value ?? Number.NaN;
  for (const [id, key] of [
    ['lung-volume', 'lungVolumeMl'],
    ['laa-950', 'laa950Percent'],
    ['percentile-15', 'percentile15Hu'],
    ['mean-density', 'meanLungDensityHu'],
  ] as const)
    expect(Math.abs(measured(id) - truth[key])).toBeLessThanOrEqual(truth.tolerances[key]);
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
  expect(await violations(w.database.worker)).toEqual([]);
  await recordHistory('upload-received', w.temporal.client.workflow.getHandle(receiveUploadWorkflowId(uploadId)));
}, 90_000);

test("the owner's report bears the patient's own name, and no history does", async () => {
  const file = await readDicom(await w.report(diagnosis));
  const original = await readDicom(files[0] as Uint8Array);
  if (isRefusal(file) || isRefusal(original)) throw new Error('a file does not read');
  for (const tag of [Tag.PatientName, Tag.PatientID, Tag.StudyInstanceUID])
    expect(text(file.dataset, tag)).toBe(text(original.dataset, tag));
  const name = text(original.dataset, Tag.PatientID) as string;
  const handle = w.temporal.client.workflow.getHandle(diagnoseWorkflowId(diagnosis.id));
  expect(JSON.stringify(await handle.fetchHistory())).not.toContain(name);
});

test.each([
  ['dciodvfy', ['-new']],
  ['dsrdump', ['-q']],
])('%s finds no error in the report', async (program, options) => {
  if (spawnSync('which', [program]).status !== 0)
    return void process.stdout.write(`1 check skipped: ${program} is not on this machine\n`);
  const folder = await mkdtemp(join(tmpdir(), 'hounsfield-judge-'));
  const path = join(folder, 'report.dcm');
  await writeFile(path, await w.report(diagnosis));
  const { status, stdout, stderr } = spawnSync(program, [...options, path], { encoding: 'utf8' });
  await rm(folder, { recursive: true });
  const errors = `${stdout}${stderr}`.split('\n').filter((line) => /^\s*(?:Error|E:|F:)/.test(line));
  expect(errors).toEqual([]);
  if (program === 'dsrdump') expect(status).toBe(0);
});

test('a radiograph product does not read a CT, and costs nothing', async () => {
  const other = ctPhantom({ seed: 8, size: 64, slices: 12 });
  const outOfScope = await w.done(await w.upload(other.files, 'cxr-pneumonia'));
  expect(outOfScope).toMatchObject({ status: 'OUT_OF_SCOPE', reason: { code: 'WRONG_MODALITY' } });
  expect(await w.charged(outOfScope)).toEqual([]);
}, 90_000);

test('the same files again, with the same order, are the same diagnosis and cost nothing more', async () => {
  const again = await w.done(await w.upload(files));
  expect(again.id).toBe(diagnosis.id);
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
}, 90_000);
