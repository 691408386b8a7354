// Writes Part 10 files: a zeroed preamble, file meta information of our own, and the dataset in little-endian.
import { Dataset, type DicomFile, isEncapsulated } from '../dataset.ts';
import { text } from '../element-values.ts';
import { putBytes, putText } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { datasetCoding, TransferSyntax } from '../transfer-syntax.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../uid.ts';
import { ByteParts } from './byte-parts.ts';
import { writeElements } from './write-elements.ts';

const PREAMBLE_LENGTH = 128;
const META_LENGTH_ELEMENT = 12;

/** File meta information for a dataset in a transfer syntax: only what the standard requires and our own names. */
export const metaFor = (dataset: Dataset, transferSyntaxUid: string): Dataset => {
  const meta = new Dataset();
  putBytes(meta, Tag.FileMetaInformationVersion, Uint8Array.of(0, 1));
  putText(meta, Tag.MediaStorageSOPClassUID, text(dataset, Tag.SOPClassUID) ?? '');
  putText(meta, Tag.MediaStorageSOPInstanceUID, text(dataset, Tag.SOPInstanceUID) ?? '');
  putText(meta, Tag.TransferSyntaxUID, transferSyntaxUid);
  putText(meta, Tag.ImplementationClassUID, IMPLEMENTATION_CLASS_UID);
  putText(meta, Tag.ImplementationVersionName, IMPLEMENTATION_VERSION_NAME);
  return meta;
};

/** A file around a dataset that was built here. */
export const dicomFile = (
  dataset: Dataset,
  transferSyntaxUid: string = TransferSyntax.ExplicitLittleEndian,
): DicomFile => ({ meta: metaFor(dataset, transferSyntaxUid), dataset, transferSyntaxUid });

const hasFragments = (dataset: Dataset): boolean => {
  const value = dataset.get(Tag.PixelData)?.value;
  return value !== undefined && isEncapsulated(value);
};

/**
 * Writes a file. Compressed pixel data pass through under their own transfer syntax; everything else is written in explicit VR
 * little-endian, or in implicit VR little-endian when asked for. Nothing of the former preamble or file meta survives.
 */
export const writeDicom = (file: DicomFile, options: { readonly implicitVr?: boolean } = {}): Uint8Array => {
  const fragments = hasFragments(file.dataset);
  if (fragments && !datasetCoding(file.transferSyntaxUid).encapsulated) {
    throw new Error('compressed pixel data need a transfer syntax for compressed pixel data');
  }
  const explicit = fragments || options.implicitVr !== true;
  const native = explicit ? TransferSyntax.ExplicitLittleEndian : TransferSyntax.ImplicitLittleEndian;
  const transferSyntaxUid = fragments ? file.transferSyntaxUid : native;
  const meta = new ByteParts();
  writeElements(meta, metaFor(file.dataset, transferSyntaxUid), true);
  const out = new ByteParts();
  out.add(new Uint8Array(PREAMBLE_LENGTH));
  out.add(Buffer.from('DICM', 'latin1'));
  out.add(metaLength(meta.length));
  out.add(meta.join());
  writeElements(out, file.dataset, explicit);
  return out.join();
};

const metaLength = (length: number): Uint8Array => {
  const bytes = new Uint8Array(META_LENGTH_ELEMENT);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x0002, true);
  bytes.set(Buffer.from('UL', 'latin1'), 4);
  view.setUint16(6, 4, true);
  view.setUint32(8, length, true);
  return bytes;
};
