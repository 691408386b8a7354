// Writes a result as Comprehensive 3D SR with an Imaging Measurement Report (PS3.3 A.35.13, PS3.16 TID 1500).
import { Dataset, type DicomFile } from '../dataset.ts';
import { text, texts } from '../element-values.ts';
import { putCharacterSet, putEmpty, putItems, putNumbers, putText } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { dicomFile } from '../writer/write-dicom.ts';
import { Codes } from './code.ts';
import { codeDataset, codeItem, templateDataset, textItem, uidItem, withChildren } from './content-item.ts';
import { evidence, imageLibrary } from './image-library.ts';
import { imagingMeasurements } from './measurement-groups.ts';
import type { SrDevice, SrReport } from './sr-report.ts';

/** SOP class of what this writer makes. */
export const COMPREHENSIVE_3D_SR = '1.2.840.10008.5.1.4.1.1.88.34';

const PRELIMINARY =
  'Preliminary result of software (artificial intelligence or quantitative analysis), not verified by a physician. ' +
  'It supports and does not replace a diagnosis: images and result are to be reviewed by a qualified reader.';

const DEFAULT_SERIES_NUMBER = 9001;

/** Type 2 attributes of the patient and study modules: there even when the sources lack them. */
const ALWAYS: readonly Tag[] = [
  Tag.PatientName,
  Tag.PatientID,
  Tag.PatientBirthDate,
  Tag.PatientSex,
  Tag.StudyDate,
  Tag.StudyTime,
  Tag.ReferringPhysicianName,
  Tag.StudyID,
  Tag.AccessionNumber,
];

/** What else a report of a study takes over from its images, where they have it. */
const WHERE_PRESENT: readonly Tag[] = [
  Tag.StudyInstanceUID,
  Tag.StudyDescription,
  Tag.PatientAge,
  Tag.PatientSize,
  Tag.PatientWeight,
  Tag.PatientIdentityRemoved,
  Tag.DeidentificationMethod,
  Tag.DeidentificationMethodCodeSequence,
  Tag.LongitudinalTemporalInformationModified,
];

const patientAndStudy = (source: Dataset): Dataset => {
  const taken = new Dataset();
  const characterSet = source.get(Tag.SpecificCharacterSet);
  if (characterSet) taken.set(characterSet);
  for (const tag of [...ALWAYS, ...WHERE_PRESENT]) {
    const element = source.get(tag);
    if (element) taken.set(element);
    else if (ALWAYS.includes(tag)) putEmpty(taken, tag);
  }
  putCharacterSet(taken, 'ISO_IR 192');
  // The keyed mark is of the source's content, not of this document's.
  const [method] = texts(taken, Tag.DeidentificationMethod);
  if (method !== undefined) putText(taken, Tag.DeidentificationMethod, method);
  return taken;
};

const two = (value: number): string => String(value).padStart(2, '0');

const localTime = (at: Date, offsetMinutes: number): { readonly date: string; readonly time: string } => {
  const iso = new Date(at.getTime() + offsetMinutes * 60_000).toISOString();
  return { date: iso.slice(0, 10).replaceAll('-', ''), time: iso.slice(11, 19).replaceAll(':', '') };
};

const zone = (minutes: number): string =>
  `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;

const authorObserver = (device: SrDevice): Dataset => {
  const item = new Dataset();
  putText(item, Tag.ObserverType, 'DEV');
  putText(item, Tag.StationName, 'HOUNSFIELD');
  putText(item, Tag.DeviceUID, device.uid);
  putText(item, Tag.Manufacturer, device.manufacturer);
  putText(item, Tag.ManufacturerModelName, device.modelName);
  putEmpty(item, Tag.InstitutionName);
  putEmpty(item, Tag.InstitutionCodeSequence);
  return item;
};

const observationContext = (device: SrDevice): Dataset[] => [
  codeItem('HAS OBS CONTEXT', Codes.observerType, Codes.device),
  uidItem('HAS OBS CONTEXT', Codes.deviceObserverUid, device.uid),
  textItem('HAS OBS CONTEXT', Codes.deviceObserverName, device.name),
  textItem('HAS OBS CONTEXT', Codes.deviceObserverManufacturer, device.manufacturer),
  textItem('HAS OBS CONTEXT', Codes.deviceObserverModelName, device.modelName),
  textItem('HAS OBS CONTEXT', Codes.deviceObserverSerialNumber, device.serialNumber),
];

const contentTree = (report: SrReport): Dataset[] => [
  codeItem('HAS CONCEPT MOD', Codes.languageOfContent, Codes.english),
  ...observationContext(report.device),
  codeItem('HAS CONCEPT MOD', Codes.procedureReported, report.procedure),
  imageLibrary(report.sources, report.targetRegion),
  imagingMeasurements(report.groups, report.algorithm),
  ...[PRELIMINARY, ...(report.comments ?? [])].map((comment) => textItem('CONTAINS', Codes.comment, comment)),
];

/** Writes the document. Patient and study come from the first source, in UTF-8; the document itself says that it is preliminary and unverified. */
export const writeComprehensive3dSr = (report: SrReport): DicomFile => {
  const [first] = report.sources;
  if (first === undefined || text(first, Tag.StudyInstanceUID) === undefined)
    throw new Error('a report needs the images of a study');
  const { date, time } = localTime(report.createdAt, report.utcOffsetMinutes ?? 0);
  const dataset = patientAndStudy(first);
  putText(dataset, Tag.InstanceCreationDate, date);
  putText(dataset, Tag.InstanceCreationTime, time);
  putText(dataset, Tag.SOPClassUID, COMPREHENSIVE_3D_SR);
  putText(dataset, Tag.SOPInstanceUID, report.sopInstanceUid);
  if (report.utcOffsetMinutes !== undefined) putText(dataset, Tag.TimezoneOffsetFromUTC, zone(report.utcOffsetMinutes));
  // SR Document Series and equipment
  putText(dataset, Tag.Modality, 'SR');
  putText(dataset, Tag.SeriesInstanceUID, report.seriesInstanceUid);
  putNumbers(dataset, Tag.SeriesNumber, report.seriesNumber ?? DEFAULT_SERIES_NUMBER);
  putText(dataset, Tag.SeriesDate, date);
  putText(dataset, Tag.SeriesTime, time);
  putText(dataset, Tag.SeriesDescription, report.seriesDescription ?? `${report.algorithm.name}: preliminary result`);
  putEmpty(dataset, Tag.ReferencedPerformedProcedureStepSequence);
  putText(dataset, Tag.Manufacturer, report.device.manufacturer);
  putText(dataset, Tag.ManufacturerModelName, report.device.modelName);
  putText(dataset, Tag.DeviceSerialNumber, report.device.serialNumber);
  putText(dataset, Tag.SoftwareVersions, report.device.softwareVersions);
  // SR Document General
  putNumbers(dataset, Tag.InstanceNumber, 1);
  putText(dataset, Tag.PreliminaryFlag, 'PRELIMINARY');
  putText(dataset, Tag.CompletionFlag, report.complete === false ? 'PARTIAL' : 'COMPLETE');
  putText(dataset, Tag.CompletionFlagDescription, 'Result of software, preliminary until a physician verifies it');
  putText(dataset, Tag.VerificationFlag, 'UNVERIFIED');
  putText(dataset, Tag.ContentDate, date);
  putText(dataset, Tag.ContentTime, time);
  putItems(dataset, Tag.AuthorObserverSequence, [authorObserver(report.device)]);
  putEmpty(dataset, Tag.PerformedProcedureCodeSequence);
  putItems(dataset, Tag.CurrentRequestedProcedureEvidenceSequence, evidence(report.sources));
  // SR Document Content
  putText(dataset, Tag.ValueType, 'CONTAINER');
  putItems(dataset, Tag.ConceptNameCodeSequence, [codeDataset(Codes.imagingMeasurementReport)]);
  putText(dataset, Tag.ContinuityOfContent, 'SEPARATE');
  putItems(dataset, Tag.ContentTemplateSequence, [templateDataset('1500')]);
  withChildren(dataset, contentTree(report));
  return dicomFile(dataset);
};
