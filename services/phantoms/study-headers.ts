// Patient, study, series and equipment attributes that both kinds of phantoms share (PS3.3 C.7.1 to C.7.5).
import { type Dataset, datasetOf, nameBasedUid, putItems, putText, Tag } from '@hounsfield/dicom';
import { ageOn, fullName, type PhantomCharacterSet, type PhantomOrder, type PhantomPerson } from './person.ts';

/** What identifies a phantom study. */
export type StudyHeader = {
  readonly person: PhantomPerson;
  readonly order: PhantomOrder;
  readonly characterSet: PhantomCharacterSet;
  /** `YYYYMMDD`. */
  readonly studyDate: string;
  /** Everything that tells this phantom from others: equal keys give equal UIDs. */
  readonly key: readonly string[];
  readonly modality: 'CT' | 'DX';
  readonly sopClassUid: string;
  readonly studyDescription: string;
  readonly seriesDescription: string;
  readonly bodyPart: string;
};

/** Private creator of our one private block. */
const PRIVATE_BLOCK = 0x00990010;

/** Attributes of one instance, without those of its image. */
export const instanceHeader = (study: StudyHeader, instanceNumber: number): Dataset => {
  const { person, order, key, studyDate } = study;
  const request = datasetOf(
    {
      RequestedProcedureID: order.studyId,
      ScheduledProcedureStepID: order.studyId,
      RequestedProcedureDescription: study.studyDescription,
    },
    study.characterSet,
  );
  request.delete(Tag.SpecificCharacterSet);
  const dataset = datasetOf(
    {
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      InstanceCreationDate: studyDate,
      InstanceCreationTime: '093000',
      SOPClassUID: study.sopClassUid,
      SOPInstanceUID: nameBasedUid('phantom', ...key, 'instance', String(instanceNumber)),
      StudyDate: studyDate,
      SeriesDate: studyDate,
      AcquisitionDate: studyDate,
      ContentDate: studyDate,
      StudyTime: '092500',
      SeriesTime: '092700',
      AcquisitionTime: '092800',
      ContentTime: '092900',
      AccessionNumber: order.accessionNumber,
      Modality: study.modality,
      Manufacturer: 'Hounsfield',
      InstitutionName: order.institution,
      InstitutionAddress: order.address,
      InstitutionalDepartmentName: order.department,
      ReferringPhysicianName: order.referringPhysician,
      PerformingPhysicianName: order.performingPhysician,
      OperatorsName: order.operator,
      StationName: order.stationName,
      StudyDescription: `${study.studyDescription} ${person.ideographicName.replace('^', '')}`.trim(),
      SeriesDescription: study.seriesDescription,
      ManufacturerModelName: 'Analytic Phantom',
      PatientName: fullName(person),
      PatientID: person.patientId,
      PatientBirthDate: person.birthDate,
      PatientSex: person.sex,
      PatientAge: ageOn(person, studyDate),
      PatientSize: String(person.sizeMetres),
      PatientWeight: String(person.weightKilograms),
      PatientComments: `${fullName(person)}, ${person.patientId}`,
      BodyPartExamined: study.bodyPart,
      DeviceSerialNumber: 'PH-0001',
      SoftwareVersions: '1.0',
      ProtocolName: study.seriesDescription,
      StudyInstanceUID: nameBasedUid('phantom', ...key, 'study'),
      SeriesInstanceUID: nameBasedUid('phantom', ...key, 'series'),
      StudyID: order.studyId,
      SeriesNumber: 2,
      AcquisitionNumber: 1,
      InstanceNumber: instanceNumber,
    },
    study.characterSet,
  );
  putItems(dataset, Tag.RequestAttributesSequence, [request]);
  putText(dataset, PRIVATE_BLOCK, 'HOUNSFIELD PHANTOM', 'LO');
  putText(dataset, PRIVATE_BLOCK - 0x10 + 0x1001, fullName(person), 'PN');
  return dataset;
};
