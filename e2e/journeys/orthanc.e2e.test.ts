// An independent peer at the DICOMweb door: Orthanc sends a study by STOW-RS, finds it, reads it back; dcmdump compares.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Orthanc, withOrthanc } from '../clients/orthanc.ts';
import { type JourneyStack, startJourneyStack } from './journey-stack.ts';
import { sampleStudy } from './orders.ts';

let stack: JourneyStack | undefined;
let orthanc: Orthanc | undefined;
const judges = withOrthanc();

/** Every element of the dataset as dcmdump prints it, the file meta group apart, by SOP Instance UID. */
const dumpOf = (path: string): readonly [string, readonly string[]] => {
  const words = execFileSync('dcmdump', ['-q', '+L', '+U8', path], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const lines = words.split('\n').filter((line) => /^ *\(/.test(line) && !line.startsWith('(0002,'));
  const uid = /^\(0008,0018\) UI \[([^\]]+)\]/m.exec(words)?.[1] ?? '';
  return [uid, lines];
};

const dumpsOf = async (name: string, files: readonly Uint8Array[]) => {
  const folder = join(stack?.folder ?? '', name);
  await mkdir(folder, { recursive: true });
  return new Map(
    files.map((bytes, at) => {
      const path = join(folder, `${at}.dcm`);
      writeFileSync(path, bytes);
      return dumpOf(path);
    }),
  );
};

beforeAll(async () => {
  if (judges === test.skip) return;
  stack = await startJourneyStack();
  orthanc = await Orthanc.start(join(stack.folder, 'orthanc'), `${stack.urls.console}/dicomweb`, stack.seed.apiKey);
}, 300_000);
afterAll(async () => {
  await orthanc?.stop();
  await stack?.stop();
});

judges(
  'Orthanc sends a study, finds it by its own identity and reads every element back',
  async () => {
    const folder = await sampleStudy(stack as JourneyStack, 'ct', 71, '--size', '128', '--slices', '32');
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.dcm'))
      .map((name) => readFileSync(join(folder, name)));
    const sent = await dumpsOf('sent', files);
    const peerOfOurs = orthanc as Orthanc;
    const study = await peerOfOurs.take(files);
    await peerOfOurs.send(study);
    await peerOfOurs.forget(study);
    const [lines = []] = sent.values();
    const patientId = /\[(.*)\]/.exec(lines.find((line) => line.startsWith('(0010,0020)')) ?? '')?.[1]?.trim() ?? '';
    const found = await peerOfOurs.search('/studies', { PatientID: patientId });
    expect(found.length).toBe(1);
    const uid = found[0]?.['0020000D']?.Value ?? '';
    const received = await dumpsOf('received', await peerOfOurs.fetch(uid));
    expect([...received.keys()].sort()).toEqual([...sent.keys()].sort());
    for (const [sop, elements] of sent) expect(received.get(sop)).toEqual(elements);
  },
  120_000,
);
