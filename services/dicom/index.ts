// DICOM: bounded reader, writer, data model, character sets, pixel decoding, file check.
export { checkFile, checkFolder } from './check/check-file.ts';
export type { CheckLine, CheckRefusalCode } from './check/check-line.ts';
export {
  copyDataset,
  Dataset,
  type DicomElement,
  type DicomFile,
  type EncapsulatedPixelData,
  isEncapsulated,
  itemsOf,
  walk,
} from './dataset.ts';
export type { ChildRefusalCode, DecodeAnswer } from './decoder/messages.ts';
export { type PixelDecoder, type PixelDecoderOptions, startPixelDecoder } from './decoder/pixel-decoder.ts';
export { type DeidentificationOptions, type Deidentified, deidentify } from './deidentification/deidentify.ts';
export { type PixelRisk, pixelRisk } from './deidentification/pixel-risk.ts';
export { type Identity, restoreDerived, restoreIdentity } from './deidentification/restore-identity.ts';
export { openIdentity, type SealingKey, sealIdentity, sealingKeyId } from './deidentification/seal-identity.ts';
export type { SealedAttribute } from './deidentification/sealed-attribute.ts';
export { createUidMap, type UidMap } from './deidentification/uid-map.ts';
export {
  bytes,
  decimal,
  integer,
  items,
  numbers,
  type PersonName,
  personName,
  text,
  texts,
} from './element-values.ts';
export { type DecodeOptions, decodePixelData } from './pixels/decode-pixel-data.ts';
export { type DecodedPixels, type DecodeRefusalCode, pixelSha256 } from './pixels/decoded-pixels.ts';
export { type ImageGeometry, imageGeometry } from './pixels/image-geometry.ts';
export { type SampleValues, sampleValues } from './pixels/sample-values.ts';
export {
  datasetOf,
  decimalString,
  putBytes,
  putCharacterSet,
  putEmpty,
  putItems,
  putNumbers,
  putText,
} from './put-elements.ts';
export { DEFAULT_LIMITS, type ReadLimits, type ReadRefusalCode } from './reader/limits.ts';
export { type DicomSource, readDicom } from './reader/read-dicom.ts';
export { type Code, Codes, code } from './structured-report/code.ts';
export { nameBasedUid } from './structured-report/name-based-uid.ts';
export {
  certainty,
  densityPercentile,
  lowAttenuationRatio,
  lungVolume,
  meanLungDensity,
  presence,
} from './structured-report/presets.ts';
export type {
  SrAlgorithm,
  SrDevice,
  SrEvaluation,
  SrGroup,
  SrMeasurement,
  SrParameter,
  SrReport,
} from './structured-report/sr-report.ts';
export { COMPREHENSIVE_3D_SR, writeComprehensive3dSr } from './structured-report/write-comprehensive-3d-sr.ts';
export {
  dictionaryVr,
  formatTag,
  groupOf,
  isPrivateCreator,
  isPrivateTag,
  keywordOf,
  parseTag,
  Tag,
  tagOf,
  tagOfKeyword,
} from './tag.ts';
export { type DatasetCoding, datasetCoding, TransferSyntax } from './transfer-syntax.ts';
export { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, isUid } from './uid.ts';
export { isVr, VR_TRAITS, type Vr, type VrTraits } from './vr.ts';
export { dicomFile, metaFor, writeDicom } from './writer/write-dicom.ts';
