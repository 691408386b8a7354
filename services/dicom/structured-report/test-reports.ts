// Test support: a small de-identified CT study and radiograph with their reports, and the outside judges of DICOM files.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deidentify } from '../deidentification/deidentify.ts';
import { createUidMap } from '../deidentification/uid-map.ts';
import { datasetOf } from '../put-elements.ts';
import { Codes } from './code.ts';
import { nameBasedUid } from './name-based-uid.ts';
import { certainty, densityPercentile, lowAttenuationRatio, lungVolume, meanLungDensity, presence } from './presets.ts';
import type { SrReport } from './sr-report.ts';

const uidMap = createUidMap(new Uint8Array(32).fill(5));

/** A source image of a study with identity, before and after the door. */
export const source = (modality: 'CT' | 'DX', number: number) => {
  const original = datasetOf(
    {
      SOPClassUID: modality === 'CT' ? '1.2.840.10008.5.1.4.1.1.2' : '1.2.840.10008.5.1.4.1.1.1.1',
      SOPInstanceUID: `1.2.3.4.${number}`,
      StudyInstanceUID: '1.2.3',
      SeriesInstanceUID: '1.2.3.4',
      Modality: modality,
      StudyDate: '20240301',
      StudyTime: '101500',
      PatientName: 'Wang^Xiaoming=王^小明',
      PatientID: 'P-1',
      PatientSex: 'M',
      PatientAge: '061Y',
      PatientBirthDate: '19621112',
      AccessionNumber: 'A-77',
      StudyDescription: '胸部平扫',
      StudyID: '9',
      SliceThickness: '1.25',
      Rows: 512,
      Columns: 512,
    },
    'GB18030',
  );
  return { original, ...deidentify(original, { uidMap }) };
};

const device = {
  uid: nameBasedUid('device', 'test'),
  name: 'Hounsfield',
  manufacturer: 'Hounsfield',
  modelName: 'Quantitative CT',
  serialNumber: '1',
  softwareVersions: ['0.1.0'],
};

const base = (kind: string): Omit<SrReport, 'sources' | 'procedure' | 'algorithm' | 'groups'> => ({
  sopInstanceUid: nameBasedUid('test', kind, 'instance'),
  seriesInstanceUid: nameBasedUid('test', kind, 'series'),
  createdAt: new Date('2026-11-23T08:30:15Z'),
  targetRegion: Codes.chest,
  device,
});

/** A quantitative CT result. */
export const ctReport = (): SrReport => {
  const site = { code: Codes.lung, laterality: Codes.bilateral };
  const group = (trackingId: string, measurement: ReturnType<typeof lungVolume>) => ({
    trackingId,
    trackingUid: nameBasedUid('test', trackingId),
    site,
    measurements: [measurement],
  });
  return {
    ...base('ct'),
    sources: [1, 2, 3].map((number) => source('CT', number).dataset),
    procedure: Codes.ctOfChest,
    utcOffsetMinutes: 480,
    algorithm: {
      name: 'Quantitative CT',
      version: '1.0.0',
      manufacturer: 'Hounsfield',
      family: Codes.histogramAnalysis,
      parameters: ['kernel B70f', 'slice thickness 1.25 mm'],
    },
    groups: [
      group('lung volume', lungVolume(5123.456)),
      group('LAA-950', lowAttenuationRatio(12.5)),
      group('15th percentile', densityPercentile(-941)),
      group('mean lung density', meanLungDensity(-856.1234567890123)),
    ],
    comments: ['阈值 -950 HU 适用于 1 mm 层厚。'],
  };
};

/** A radiograph result; `state` undetermined carries a number that could not be given. */
export const radiographReport = (state: 'present' | 'absent' | 'undetermined'): SrReport => {
  const failed = { ...certainty(0.5) };
  const { value: _dropped, ...withoutValue } = failed;
  return {
    ...base(`dx ${state}`),
    sources: [source('DX', 9).dataset],
    procedure: Codes.plainChestRadiograph,
    complete: state !== 'undetermined',
    algorithm: { name: 'Chest X-ray pneumonia', version: '1.0.0', family: Codes.artificialIntelligence },
    groups: [
      {
        trackingId: 'pneumonia',
        trackingUid: nameBasedUid('test', 'pneumonia'),
        ...(state === 'present' ? { finding: Codes.pneumonia } : {}),
        site: { code: Codes.lung },
        measurements: [state === 'undetermined' ? withoutValue : certainty(0.873)],
        evaluations: [presence(Codes.pneumonia, state)],
      },
    ],
  };
};

const isThere = (program: string): boolean => spawnSync('which', [program]).status === 0;

/** Runs an outside judge on a file; undefined, said once and counted, where the machine lacks it. */
export const judge = (program: string, options: readonly string[], file: Uint8Array): string | undefined => {
  if (!isThere(program)) {
    process.stdout.write(`1 check skipped: ${program} is not on this machine\n`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'hounsfield-judge-'));
  try {
    const path = join(folder, 'file.dcm');
    writeFileSync(path, file);
    const { stdout, stderr } = spawnSync(program, [...options, path], { encoding: 'utf8' });
    return `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Lines in which a validator speaks of an error. */
export const errorsIn = (output: string): string[] =>
  output.split('\n').filter((line) => /^\s*(?:Error|E:|F:)| - Error - /.test(line));
