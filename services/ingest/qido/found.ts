// What a search answers, attribute by attribute (PS3.18 Tables 10.6.3-3 to 10.6.3-5), as DICOM JSON.
import { Dataset, dictionaryVr, putNumbers, putText, Tag } from '@hounsfield/dicom';
import type { FoundInstance, FoundSeries, FoundStudy } from '@hounsfield/studies';
import { dicomJson, type JsonDataset } from '../dicom-json/dicom-json.ts';
import { resourceUrl } from '../routes.ts';

type Values = ReadonlyArray<readonly [tag: Tag, value: string | readonly string[] | number | null | undefined]>;

/** Text that came through a character set we could not read may hold anything: what cannot be written is left out. */
const datasetOf = (values: Values): Dataset => {
  const dataset = new Dataset();
  putText(dataset, Tag.SpecificCharacterSet, 'ISO_IR 192');
  for (const [tag, value] of values) {
    if (value === undefined || value === null) continue;
    if (typeof value === 'number') putNumbers(dataset, tag, value, dictionaryVr(tag));
    else putText(dataset, tag, value, dictionaryVr(tag));
  }
  return dataset;
};

export const foundStudy = ({ header, modalities, seriesCount, instanceCount }: FoundStudy, base: string): JsonDataset =>
  dicomJson(
    datasetOf([
      [Tag.StudyDate, header.studyDate],
      [Tag.StudyTime, header.studyTime],
      [Tag.AccessionNumber, header.accessionNumber],
      [Tag.InstanceAvailability, 'ONLINE'],
      [Tag.ModalitiesInStudy, modalities],
      [Tag.ReferringPhysicianName, header.referringPhysicianName],
      [Tag.StudyDescription, header.studyDescription],
      [Tag.RetrieveURL, resourceUrl(base, { studyUid: header.studyInstanceUid })],
      [Tag.PatientName, header.patientName],
      [Tag.PatientID, header.patientId],
      [Tag.PatientBirthDate, header.patientBirthDate],
      [Tag.PatientSex, header.patientSex],
      [Tag.StudyInstanceUID, header.studyInstanceUid],
      [Tag.StudyID, header.studyId],
      [Tag.NumberOfStudyRelatedSeries, seriesCount],
      [Tag.NumberOfStudyRelatedInstances, instanceCount],
    ]),
  );

export const foundSeries = (
  { studyUid, header, modality, number, instanceCount }: FoundSeries,
  base: string,
): JsonDataset =>
  dicomJson(
    datasetOf([
      [Tag.Modality, modality],
      [Tag.SeriesDate, header.seriesDate],
      [Tag.SeriesTime, header.seriesTime],
      [Tag.SeriesDescription, header.seriesDescription],
      [Tag.BodyPartExamined, header.bodyPartExamined],
      [Tag.RetrieveURL, resourceUrl(base, { studyUid, seriesUid: header.seriesInstanceUid })],
      [Tag.StudyInstanceUID, studyUid],
      [Tag.SeriesInstanceUID, header.seriesInstanceUid],
      [Tag.SeriesNumber, number],
      [Tag.NumberOfSeriesRelatedInstances, instanceCount],
    ]),
  );

export const foundInstance = (found: FoundInstance, base: string): JsonDataset => {
  const { studyUid, seriesUid, header, frames } = found;
  const sopInstanceUid = header.sopInstanceUid;
  return dicomJson(
    datasetOf([
      [Tag.SOPClassUID, found.sopClassUid],
      [Tag.SOPInstanceUID, sopInstanceUid],
      [Tag.InstanceAvailability, 'ONLINE'],
      [Tag.RetrieveURL, resourceUrl(base, { studyUid, seriesUid, sopInstanceUid })],
      [Tag.StudyInstanceUID, studyUid],
      [Tag.SeriesInstanceUID, seriesUid],
      [Tag.InstanceNumber, found.number],
      [Tag.NumberOfFrames, frames > 1 ? frames : null],
      [Tag.Rows, found.rows],
      [Tag.Columns, found.columns],
    ]),
  );
};
