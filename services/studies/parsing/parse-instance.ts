// One file through the door: read within limits, judged, de-identified, sealed and written anew. Runs in the parser child.
import { createHash } from 'node:crypto';
import {
  createUidMap,
  type Dataset,
  type DicomSource,
  deidentify,
  isEncapsulated,
  type ReadRefusalCode,
  readDicom,
  sealIdentity,
  Tag,
  TransferSyntax,
  writeDicom,
} from '@hounsfield/dicom';
import { isRefusal, type Refusal, refusal } from '@hounsfield/kernel';
import { isImageClass, isStorageClass } from './image-classes.ts';
import { type InstanceSummary, identifyingUids, type SummaryKeys, summarise } from './instance-summary.ts';

export type ParseOptions = {
  readonly keys: SummaryKeys;
  /** The original Study Instance UID that the sender said all its files have; any other is refused. */
  readonly expectedStudyUid?: string;
  readonly largestBytes: number;
};

/** Why a file is not taken in. Reader codes say what is wrong with the file itself. */
export type ParseRefusalCode =
  | ReadRefusalCode
  | 'MISSING_UID'
  | 'SOP_CLASS_NOT_SUPPORTED'
  | 'NO_PIXEL_DATA'
  | 'STUDY_MISMATCH'
  | 'PARSER_FAILED';

/** How the sender names an object: for its own answer alone, never stored or logged. */
export type SopReference = {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
};

/** A refusal that can say which object it is about, where the file could be read so far. */
export type RefusedFile<Code extends string> = Refusal<Code> & { readonly reference?: SopReference };

export type ParsedInstance = {
  readonly reference: SopReference;
  readonly summary: InstanceSummary;
  /** The sealed identity, for its own object. */
  readonly sealed: Uint8Array;
  /** The de-identified Part 10 file. */
  readonly file: Uint8Array;
};

/** Names the key in sealed identities; the tenant's one sealing key so far. */
export const SEALING_KEY_ID = 'tenant-sealing-1';

/** What a sealed identity is bound to. */
export const identityContext = (tenantId: string, instanceId: string): string => `${tenantId}|identity|${instanceId}`;

/** The source, and the digest of all of it: what the reader left unread is read then. */
const tap = (input: DicomSource): { readonly source: DicomSource; readonly digest: () => Promise<string> } => {
  const hash = createHash('sha256');
  if (input instanceof Uint8Array) return { source: input, digest: async () => hash.update(input).digest('hex') };
  const chunks = input[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    const step = await chunks.next();
    if (step.done !== true) hash.update(step.value);
    return step;
  };
  // A reader that stops early must not close the source: the digest is of the whole file.
  const iterator = { next, return: async () => ({ done: true as const, value: undefined }) };
  return {
    source: { [Symbol.asyncIterator]: () => iterator },
    digest: async () => {
      while ((await next()).done !== true);
      return hash.digest('hex');
    },
  };
};

const judge = (dataset: Dataset, expectedStudyUid: string | undefined): Refusal<ParseRefusalCode> | undefined => {
  const uids = identifyingUids(dataset);
  if (uids === undefined)
    return refusal('MISSING_UID', 'The file lacks a well-formed study, series, instance or SOP class UID.');
  if (!isStorageClass(uids.sopClass))
    return refusal('SOP_CLASS_NOT_SUPPORTED', 'Objects of this SOP class are not part of a study.');
  const pixels = [Tag.PixelData, Tag.FloatPixelData, Tag.DoubleFloatPixelData];
  if (isImageClass(uids.sopClass) && !pixels.some((tag) => dataset.has(tag)))
    return refusal('NO_PIXEL_DATA', 'The file is an image without pixel data.');
  if (expectedStudyUid !== undefined && uids.study !== expectedStudyUid)
    return refusal('STUDY_MISMATCH', 'The file belongs to another study than the one it was sent to.');
  return undefined;
};

/** Parses one file. The dataset never leaves this function but de-identified, or sealed. */
export const parseInstance = async (
  input: DicomSource,
  { keys, expectedStudyUid, largestBytes }: ParseOptions,
): Promise<ParsedInstance | RefusedFile<ParseRefusalCode>> => {
  const { source, digest } = tap(input);
  const read = await readDicom(source, { fileBytes: largestBytes, pixelBytes: largestBytes });
  if (isRefusal(read)) return read;
  const uids = identifyingUids(read.dataset);
  const reference = uids && {
    studyUid: uids.study,
    seriesUid: uids.series,
    sopClassUid: uids.sopClass,
    sopInstanceUid: uids.instance,
  };
  const refused = judge(read.dataset, expectedStudyUid);
  if (refused !== undefined) return reference === undefined ? refused : { ...refused, reference };
  if (reference === undefined) throw new Error('an accepted dataset has its UIDs');
  const cleaned = deidentify(read.dataset, { uidMap: createUidMap(keys.uidMapKey) });
  const file = writeDicom({ ...read, dataset: cleaned.dataset });
  const pixels = cleaned.dataset.get(Tag.PixelData)?.value;
  // The writer keeps compressed pixel data as they are and writes everything else in explicit VR little-endian.
  const compressed = pixels !== undefined && isEncapsulated(pixels);
  const transferSyntaxUid = compressed ? read.transferSyntaxUid : TransferSyntax.ExplicitLittleEndian;
  const summary = summarise(keys, read.dataset, cleaned, transferSyntaxUid, await digest());
  const context = identityContext(keys.tenantId, summary.instanceId);
  const sealed = sealIdentity(cleaned.removed, { id: SEALING_KEY_ID, key: keys.sealingKey }, context);
  return { reference, summary, sealed, file };
};
