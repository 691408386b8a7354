// The transfer syntax of the way out: as stored, or explicit VR little-endian where the caller asks for no other (PS3.18 section 8.7.3.5.2).
import {
  copyDataset,
  type DicomFile,
  isEncapsulated,
  type PixelDecoder,
  putBytes,
  putNumbers,
  putText,
  Tag,
  TransferSyntax,
  writeDicom,
} from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';

const isCompressed = ({ dataset }: DicomFile): boolean => {
  const value = dataset.get(Tag.PixelData)?.value;
  return value !== undefined && isEncapsulated(value);
};

/** The file with its pixels decoded; as it is where they are native already or cannot be decoded. */
export const toNative = async (file: DicomFile, decoder: PixelDecoder): Promise<DicomFile> => {
  if (!isCompressed(file)) return file;
  const pixels = await decoder.decode(writeDicom(file));
  if (isRefusal(pixels)) return file;
  const dataset = copyDataset(file.dataset);
  putText(dataset, Tag.PhotometricInterpretation, pixels.photometricInterpretation);
  if (pixels.samplesPerPixel > 1) putNumbers(dataset, Tag.PlanarConfiguration, pixels.planarConfiguration, 'US');
  putBytes(dataset, Tag.PixelData, pixels.data, pixels.bitsAllocated > 8 ? 'OW' : 'OB');
  return { ...file, dataset, transferSyntaxUid: TransferSyntax.ExplicitLittleEndian };
};
