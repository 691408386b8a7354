// Coded concepts that our reports use: DICOM (DCM), SNOMED CT (SCT) and units of measure (UCUM), PS3.16.

/** A coded concept: value, scheme and meaning. */
export type Code = { readonly value: string; readonly scheme: string; readonly meaning: string };

/** Builds a code, e.g. `code('121071', 'DCM', 'Finding')`. */
export const code = (value: string, scheme: string, meaning: string): Code => ({ value, scheme, meaning });

const dcm = (value: string, meaning: string): Code => code(value, 'DCM', meaning);
const sct = (value: string, meaning: string): Code => code(value, 'SCT', meaning);
const ucum = (value: string, meaning: string): Code => code(value, 'UCUM', meaning);

/** Concepts by what they are here. */
export const Codes = {
  // Document and observation context (TID 1500, 1204, 1001 to 1004)
  imagingMeasurementReport: dcm('126000', 'Imaging Measurement Report'),
  languageOfContent: dcm('121049', 'Language of Content Item and Descendants'),
  english: code('en', 'RFC5646', 'English'),
  observerType: dcm('121005', 'Observer Type'),
  device: dcm('121007', 'Device'),
  deviceObserverUid: dcm('121012', 'Device Observer UID'),
  deviceObserverName: dcm('121013', 'Device Observer Name'),
  deviceObserverManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  deviceObserverModelName: dcm('121015', 'Device Observer Model Name'),
  deviceObserverSerialNumber: dcm('121016', 'Device Observer Serial Number'),
  procedureReported: dcm('121058', 'Procedure reported'),
  comment: dcm('121106', 'Comment'),
  // Image library (TID 1600 to 1602, 1604)
  imageLibrary: dcm('111028', 'Image Library'),
  imageLibraryGroup: dcm('126200', 'Image Library Group'),
  modality: dcm('121139', 'Modality'),
  targetRegion: dcm('123014', 'Target Region'),
  pixelDataRows: dcm('110910', 'Pixel Data Rows'),
  pixelDataColumns: dcm('110911', 'Pixel Data Columns'),
  sliceThickness: dcm('112225', 'Slice Thickness'),
  // Measurement groups (TID 1501, 300, 4019)
  imagingMeasurements: dcm('126010', 'Imaging Measurements'),
  measurementGroup: dcm('125007', 'Measurement Group'),
  trackingIdentifier: dcm('112039', 'Tracking Identifier'),
  trackingUniqueIdentifier: dcm('112040', 'Tracking Unique Identifier'),
  finding: dcm('121071', 'Finding'),
  findingSite: sct('363698007', 'Finding Site'),
  laterality: sct('272741003', 'Laterality'),
  measurementMethod: sct('370129005', 'Measurement Method'),
  derivation: dcm('121401', 'Derivation'),
  algorithmFamily: dcm('111000', 'Algorithm Family'),
  algorithmName: dcm('111001', 'Algorithm Name'),
  algorithmParameters: dcm('111002', 'Algorithm Parameters'),
  algorithmVersion: dcm('111003', 'Algorithm Version'),
  algorithmManufacturer: dcm('122405', 'Algorithm Manufacturer'),
  artificialIntelligence: dcm('123110', 'Artificial Intelligence'),
  histogramAnalysis: dcm('123105', 'Histogram Analysis'),
  // Values that could not be given (CID 42)
  measurementFailure: dcm('114006', 'Measurement failure'),
  // Quantities
  volume: sct('118565006', 'Volume'),
  ratio: sct('118586006', 'Ratio'),
  attenuationCoefficient: dcm('112031', 'Attenuation Coefficient'),
  thresholdAttenuationCoefficient: dcm('112032', 'Threshold Attenuation Coefficient'),
  percentileRanking: dcm('121415', 'Percentile Ranking of measurement'),
  certaintyOfFinding: dcm('111012', 'Certainty of Finding'),
  mean: sct('373098007', 'Mean'),
  // Anatomy and procedures
  lung: sct('39607008', 'Lung'),
  chest: sct('816094009', 'Chest'),
  bilateral: sct('51440002', 'Bilateral'),
  left: sct('7771000', 'Left'),
  right: sct('24028007', 'Right'),
  ctOfChest: sct('169069000', 'CT of chest'),
  plainChestRadiograph: sct('399208008', 'Plain chest X-ray'),
  // Conditions and their presence (CID 240)
  pneumonia: sct('233604007', 'Pneumonia'),
  present: sct('52101004', 'Present'),
  absent: sct('272519000', 'Absent'),
  undetermined: sct('373068000', 'Undetermined'),
  // Units
  millilitre: ucum('ml', 'milliliter'),
  millimetre: ucum('mm', 'millimeter'),
  percent: ucum('%', 'Percent'),
  hounsfieldUnit: ucum("[hnsf'U]", 'Hounsfield unit'),
  pixels: ucum('{pixels}', 'pixels'),
} as const satisfies Readonly<Record<string, Code>>;

/** Modalities as coded in DCM (CID 29), for the image library. */
export const MODALITY_MEANINGS: Readonly<Record<string, string>> = {
  CT: 'Computed Tomography',
  CR: 'Computed Radiography',
  DX: 'Digital Radiography',
  MR: 'Magnetic Resonance',
  US: 'Ultrasound',
  MG: 'Mammography',
};
