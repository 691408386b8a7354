// De-identification on files of many makers and kinds: nothing breaks, twice is once, and everything can be put back.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { personName, texts } from '../element-values.ts';
import { readDicom } from '../reader/read-dicom.ts';
import { Tag } from '../tag.ts';
import { writeDicom } from '../writer/write-dicom.ts';
import { deidentify } from './deidentify.ts';
import { restoreIdentity } from './restore-identity.ts';
import { survivors } from './test-datasets.ts';
import { createUidMap } from './uid-map.ts';

const folder = join(import.meta.dirname, '../../../../shared/data/dicom_testset');
const uidMap = createUidMap(new Uint8Array(32).fill(1));

test('every readable file of the test set comes out without its identity and goes back byte for byte', async () => {
  if (!existsSync(folder)) {
    process.stdout.write('1 check skipped: the DICOM test set is not beside this checkout\n');
    return;
  }
  const names = readFileSync(join(folder, 'manifest.csv'), 'utf8')
    .split('\n')
    .slice(1)
    .flatMap((line) => line.split(',')[0] || []);
  let done = 0;
  for (const name of names) {
    const file = await readDicom(readFileSync(join(folder, name)));
    if ('kind' in file) continue;
    const { dataset, removed } = deidentify(file.dataset, { uidMap });
    const bytes = writeDicom({ ...file, dataset });
    const uids = [Tag.StudyInstanceUID, Tag.SeriesInstanceUID, Tag.SOPInstanceUID].flatMap((tag) =>
      texts(file.dataset, tag),
    );
    const names2 = personName(file.dataset, Tag.PatientName);
    const secrets = [
      ...uids,
      ...texts(file.dataset, Tag.PatientID),
      names2?.alphabetic ?? '',
      names2?.ideographic ?? '',
    ];
    expect([
      name,
      survivors(
        bytes,
        secrets.filter((secret) => secret.length >= 6),
      ),
    ]).toEqual([name, []]);
    const again = await readDicom(bytes);
    if ('kind' in again) throw new Error(`${name}: ${again.message}`);
    expect([name, deidentify(again.dataset, { uidMap }).removed.length]).toEqual([name, 0]);
    const back = writeDicom({ ...file, dataset: restoreIdentity(dataset, removed) });
    expect([name, Buffer.compare(back, writeDicom(file))]).toEqual([name, 0]);
    done += 1;
  }
  process.stdout.write(
    `de-identified and restored ${done} of ${names.length} files, the others are refused by the reader\n`,
  );
  expect(done).toBeGreaterThan(100);
}, 120_000);
