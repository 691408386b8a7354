// Transfer syntaxes (PS3.5 section 10, PS3.6 annex A) and what each means for reading a file and its pixels.

/** UIDs of the transfer syntaxes by short name. */
export const TransferSyntax = {
  ImplicitLittleEndian: '1.2.840.10008.1.2',
  ExplicitLittleEndian: '1.2.840.10008.1.2.1',
  Deflated: '1.2.840.10008.1.2.1.99',
  ExplicitBigEndian: '1.2.840.10008.1.2.2',
  JpegBaseline: '1.2.840.10008.1.2.4.50',
  JpegExtended: '1.2.840.10008.1.2.4.51',
  JpegLossless: '1.2.840.10008.1.2.4.57',
  JpegLosslessFirstOrder: '1.2.840.10008.1.2.4.70',
  JpegLs: '1.2.840.10008.1.2.4.80',
  JpegLsNearLossless: '1.2.840.10008.1.2.4.81',
  Jpeg2000Lossless: '1.2.840.10008.1.2.4.90',
  Jpeg2000: '1.2.840.10008.1.2.4.91',
  HighThroughputJpeg2000Lossless: '1.2.840.10008.1.2.4.201',
  HighThroughputJpeg2000LosslessRpcl: '1.2.840.10008.1.2.4.202',
  HighThroughputJpeg2000: '1.2.840.10008.1.2.4.203',
  Rle: '1.2.840.10008.1.2.5',
} as const;

/** How the dataset of a transfer syntax is coded. Pixel data of every other syntax than the native four is encapsulated. */
export type DatasetCoding = {
  readonly explicitVr: boolean;
  readonly bigEndian: boolean;
  readonly deflated: boolean;
  readonly encapsulated: boolean;
};

/** Coding of a dataset by transfer syntax UID; an unknown UID is read as an encapsulated one (PS3.5 annex A.4). */
export const datasetCoding = (uid: string): DatasetCoding => {
  const native = { explicitVr: true, bigEndian: false, deflated: false, encapsulated: false };
  if (uid === TransferSyntax.ImplicitLittleEndian) return { ...native, explicitVr: false };
  if (uid === TransferSyntax.ExplicitLittleEndian) return native;
  if (uid === TransferSyntax.Deflated) return { ...native, deflated: true };
  if (uid === TransferSyntax.ExplicitBigEndian) return { ...native, bigEndian: true };
  return { ...native, encapsulated: true };
};
