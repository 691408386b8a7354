// Instances on their way out: restored to their owner's identity, a few ahead of the reader, never a whole study in memory.
import { type DicomFile, Tag, TransferSyntax, text, writeDicom } from '@hounsfield/dicom';
import { type LocatedInstance, restoredFile } from '@hounsfield/studies';
import type { Principal } from '@hounsfield/tenancy';
import { dicomJson } from '../dicom-json/dicom-json.ts';
import { inOrder } from '../in-order.ts';
import { resourceUrl } from '../routes.ts';
import type { ServerDeps } from '../server-deps.ts';
import type { AnswerPart } from './multipart-writer.ts';
import { toNative } from './to-native.ts';

/** Instances read ahead of the one being sent. */
const AHEAD = 4;
/** A file is held as it is stored, as it is restored and as it is written. */
const COPIES = 3;

/** Does work on an instance within the memory that requests share; what a slow reader then holds is bounded by `AHEAD`. */
const withinMemory = async <Result>(
  { memory }: ServerDeps,
  { sizeBytes }: LocatedInstance,
  work: () => Promise<Result>,
): Promise<Result> => {
  const giveBack = await memory.take(COPIES * sizeBytes);
  try {
    return await work();
  } finally {
    giveBack();
  }
};

/** Large instances are not read ahead. */
const aheadFor = (found: readonly LocatedInstance[]): number =>
  found.every(({ sizeBytes }) => sizeBytes <= SMALL_BYTES) ? AHEAD : 1;
const SMALL_BYTES = 4 * 1024 * 1024;

const restore = async (
  { studies }: ServerDeps,
  { tenantId }: Principal,
  instance: LocatedInstance,
): Promise<DicomFile> => {
  const file = await restoredFile(studies, tenantId, instance.instanceId);
  if (file === undefined) throw new Error(`instance ${instance.instanceId} was located and is gone`);
  return file;
};

/** Part 10 files as parts of an answer. */
export async function* filesOf(
  deps: ServerDeps,
  principal: Principal,
  found: readonly LocatedInstance[],
  asStored: boolean,
): AsyncGenerator<AnswerPart> {
  const files = inOrder(found, aheadFor(found), (instance) =>
    withinMemory(deps, instance, async () => {
      const restored = await restore(deps, principal, instance);
      const file = asStored ? restored : await toNative(restored, deps.decoder);
      return { body: writeDicom(file), syntax: asStored ? instance.transferSyntaxUid : file.transferSyntaxUid };
    }),
  );
  for await (const { body, syntax } of files)
    yield {
      body,
      contentType:
        syntax === TransferSyntax.ExplicitLittleEndian
          ? 'application/dicom'
          : `application/dicom; transfer-syntax=${syntax}`,
    };
}

const urlOf = (base: string, { dataset }: DicomFile): string =>
  resourceUrl(base, {
    studyUid: text(dataset, Tag.StudyInstanceUID) ?? '',
    seriesUid: text(dataset, Tag.SeriesInstanceUID) ?? '',
    sopInstanceUid: text(dataset, Tag.SOPInstanceUID) ?? '',
  });

/** The text of a DICOM JSON array, one instance after another; pixel data are pointed to by their first frame's address. */
export async function* metadataOf(
  deps: ServerDeps,
  principal: Principal,
  found: readonly LocatedInstance[],
): AsyncGenerator<string> {
  let separator = '[';
  const restored = inOrder(found, aheadFor(found), (instance) =>
    withinMemory(deps, instance, () => restore(deps, principal, instance)),
  );
  for await (const file of restored) {
    const json = dicomJson(file.dataset, (tag) =>
      tag === Tag.PixelData ? `${urlOf(deps.consoleOrigin, file)}/frames/1` : undefined,
    );
    yield `${separator}${JSON.stringify(json)}`;
    separator = ',';
  }
  yield ']';
}
