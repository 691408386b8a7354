// Our reports are judged by other people's software: they must find no error, and read out what we meant.
import { expect, test } from '@jest/globals';
import type { Dataset } from '../dataset.ts';
import { restoreDerived } from '../deidentification/restore-identity.ts';
import { items, personName, text } from '../element-values.ts';
import { readDicom } from '../reader/read-dicom.ts';
import { Tag } from '../tag.ts';
import { dicomFile, writeDicom } from '../writer/write-dicom.ts';
import { ctReport, errorsIn, judge, radiographReport, source } from './test-reports.ts';
import { writeComprehensive3dSr } from './write-comprehensive-3d-sr.ts';

const REPORTS = [
  ['quantitative CT', ctReport()],
  ['pneumonia present', radiographReport('present')],
  ['pneumonia absent', radiographReport('absent')],
  ['pneumonia undetermined', radiographReport('undetermined')],
] as const;

test.each(REPORTS)('dciodvfy finds no error in a report on %s', (_title, report) => {
  const output = judge('dciodvfy', [], writeDicom(writeComprehensive3dSr(report)));
  if (output === undefined) return;
  expect(output).toContain('Comprehensive3DSR');
  expect(errorsIn(output)).toEqual([]);
});

test.each(REPORTS)('dsrdump reads a report on %s without complaint', (_title, report) => {
  const output = judge('dsrdump', ['-Ee', '-Ei', '+Pu'], writeDicom(writeComprehensive3dSr(report)));
  if (output === undefined) return;
  expect(errorsIn(output)).toEqual([]);
  // Its check of text lengths does not know UTF-8, and says so.
  const warnings = output.split('\n').filter((line) => line.startsWith('W: ') && !line.includes('ISO_IR 192'));
  expect(warnings).toEqual([]);
  expect(output).toContain('Comprehensive 3D SR Document');
  expect(output).toContain('<contains CONTAINER:(,,"Imaging Measurements")=SEPARATE>');
});

test('dsrdump reads the numbers, units and thresholds of quantitative CT as we meant them', () => {
  const output = judge('dsrdump', ['+Pc'], writeDicom(writeComprehensive3dSr(ctReport())));
  if (output === undefined) return;
  const has = (...parts: string[]) =>
    expect(output.split('\n').some((line) => parts.every((part) => line.includes(part)))).toBe(true);
  has('NUM:(118565006,SCT,"Volume")="5123.456"', '(ml,UCUM,');
  has('NUM:(118586006,SCT,"Ratio")="12.5"', '(%,UCUM,');
  has('<inferred from NUM:(112032,DCM,"Threshold Attenuation Coefficient")="-950"', "[hnsf'U]");
  has('NUM:(112031,DCM,"Attenuation Coefficient")="-941"');
  has('<inferred from NUM:(121415,DCM,"Percentile Ranking of measurement")="15"');
  has('<has concept mod CODE:(121401,DCM,"Derivation")=(373098007,SCT,"Mean")>');
  has('<has concept mod CODE:(363698007,SCT,"Finding Site")=(39607008,SCT,"Lung")>');
  has('<has concept mod TEXT:(111001,DCM,"Algorithm Name")="Quantitative CT">');
});

test('dcmdump parses the file', () => {
  const output = judge('dcmdump', ['-q'], writeDicom(writeComprehensive3dSr(ctReport())));
  if (output === undefined) return;
  expect(errorsIn(output)).toEqual([]);
});

const tree = (dataset: Dataset): string[] =>
  items(dataset, Tag.ContentSequence).flatMap((item) => [
    text(items(item, Tag.ConceptNameCodeSequence)[0] ?? item, Tag.CodeMeaning) ?? '',
    ...tree(item),
  ]);

test('the document says that it is preliminary and unverified, in flags and in words', () => {
  const { dataset } = writeComprehensive3dSr(ctReport());
  expect(text(dataset, Tag.PreliminaryFlag)).toBe('PRELIMINARY');
  expect(text(dataset, Tag.VerificationFlag)).toBe('UNVERIFIED');
  expect(text(dataset, Tag.CompletionFlag)).toBe('COMPLETE');
  expect(text(writeComprehensive3dSr(radiographReport('undetermined')).dataset, Tag.CompletionFlag)).toBe('PARTIAL');
  const comments = items(dataset, Tag.ContentSequence).map((item) => text(item, Tag.TextValue) ?? '');
  expect(comments.some((comment) => comment.startsWith('Preliminary result of software'))).toBe(true);
  expect(comments).toContain('阈值 -950 HU 适用于 1 mm 层厚。');
});

test('an absent condition is never written as a finding', () => {
  expect(tree(writeComprehensive3dSr(radiographReport('present')).dataset)).toContain('Finding');
  expect(tree(writeComprehensive3dSr(radiographReport('absent')).dataset)).not.toContain('Finding');
});

test('the same result is the same file, byte for byte', () => {
  const [once, again] = [ctReport(), ctReport()].map((report) => writeDicom(writeComprehensive3dSr(report)));
  expect(Buffer.compare(once as Uint8Array, again as Uint8Array)).toBe(0);
});

test('the file reads back as it was written', async () => {
  const file = writeComprehensive3dSr(ctReport());
  const bytes = writeDicom(file);
  const read = await readDicom(bytes);
  if ('kind' in read) throw new Error(read.message);
  expect(Buffer.compare(writeDicom(read), bytes)).toBe(0);
  expect(text(read.dataset, Tag.ContentTime)).toBe('163015');
  expect(text(read.dataset, Tag.TimezoneOffsetFromUTC)).toBe('+0800');
});

test('the owner gets the report back under the original patient, study and images, and it is still valid', () => {
  const identities = [1, 2, 3].map((number) => source('CT', number).removed);
  const restored = restoreDerived(writeComprehensive3dSr(ctReport()).dataset, identities);
  expect(personName(restored, Tag.PatientName)?.ideographic).toBe('王^小明');
  expect(text(restored, Tag.StudyInstanceUID)).toBe('1.2.3');
  expect(text(restored, Tag.AccessionNumber)).toBe('A-77');
  const evidence = items(restored, Tag.CurrentRequestedProcedureEvidenceSequence).flatMap((study) =>
    items(study, Tag.ReferencedSeriesSequence).flatMap((series) => items(series, Tag.ReferencedSOPSequence)),
  );
  expect(evidence.map((item) => text(item, Tag.ReferencedSOPInstanceUID))).toEqual([
    '1.2.3.4.1',
    '1.2.3.4.2',
    '1.2.3.4.3',
  ]);
  const output = judge('dciodvfy', [], writeDicom(dicomFile(restored)));
  if (output !== undefined) expect(errorsIn(output)).toEqual([]);
});

test('without images there is nothing to report on', () => {
  expect(() => writeComprehensive3dSr({ ...ctReport(), sources: [] })).toThrow('images of a study');
});
