// Phantoms at the door: the identity they carry in every usual place goes, what products need stays, and the file is as valid as before.

import {
  createUidMap,
  type Dataset,
  deidentify,
  dicomFile,
  personName,
  pixelRisk,
  readDicom,
  restoreIdentity,
  Tag,
  text,
  writeDicom,
} from '@hounsfield/dicom';
import { expect, test } from '@jest/globals';
import { ctPhantom } from './ct-phantom.ts';
import { radiographPhantom } from './radiograph-phantom.ts';
import { errorsIn, judge } from './test-judges.ts';

const uidMap = createUidMap(new Uint8Array(32).fill(11));
const CASES = [
  ['CT in GB18030', ctPhantom({ slices: 8, size: 64, thicknessMm: 10, seed: 21 }).files[3]],
  ['CT in UTF-8', ctPhantom({ slices: 8, size: 64, thicknessMm: 10, seed: 22, characterSet: 'ISO_IR 192' }).files[3]],
  ['a radiograph', radiographPhantom({ size: 128, seed: 23 }).files[0]],
] as const;

const read = async (file: Uint8Array | undefined): Promise<Dataset> => {
  const found = await readDicom(file ?? new Uint8Array(0));
  if ('kind' in found) throw new Error(found.message);
  return found.dataset;
};

test.each(CASES)('%s leaves no name, number or place behind', async (_title, file) => {
  const original = await read(file);
  const bytes = Buffer.from(writeDicom(dicomFile(deidentify(original, { uidMap }).dataset)));
  const person = personName(original, Tag.PatientName);
  const tags = [
    Tag.PatientID,
    Tag.AccessionNumber,
    Tag.InstitutionName,
    Tag.InstitutionAddress,
    Tag.ReferringPhysicianName,
    Tag.OperatorsName,
    Tag.StudyInstanceUID,
    Tag.SOPInstanceUID,
    Tag.PatientBirthDate,
    Tag.StudyDate,
  ];
  const secrets = [
    ...tags.map((tag) => text(original, tag)),
    person?.ideographic.replace('^', ''),
    ...(person?.alphabetic.split('^') ?? []),
  ];
  const decoders = ['utf-8', 'gb18030'].map((coding) =>
    new TextDecoder(coding).decode(bytes.subarray(0, bytes.length - 1024)),
  );
  for (const secret of secrets) {
    expect(secret?.length).toBeGreaterThan(1);
    for (const decoded of decoders) expect(decoded.includes(secret ?? '')).toBe(false);
  }
});

test.each(CASES)('%s keeps what its product asks for', async (_title, file) => {
  const original = await read(file);
  const { dataset } = deidentify(original, { uidMap });
  for (const tag of [
    Tag.Modality,
    Tag.PatientAge,
    Tag.PatientSex,
    Tag.BodyPartExamined,
    Tag.ManufacturerModelName,
    Tag.SeriesDescription,
  ]) {
    expect(text(dataset, tag)).toBe(text(original, tag));
  }
  expect(pixelRisk(dataset).level).toBe('none');
});

test.each(CASES)('%s is valid after the door, and itself again after the way back', async (_title, file) => {
  const original = await read(file);
  const { dataset, removed } = deidentify(original, { uidMap });
  expect(Buffer.compare(writeDicom(dicomFile(restoreIdentity(dataset, removed))), file as Uint8Array)).toBe(0);
  const output = judge('dciodvfy', [], writeDicom(dicomFile(dataset)));
  if (output !== undefined) expect(errorsIn(output)).toEqual([]);
});
