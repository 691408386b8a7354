import { randomBytes } from 'node:crypto';
import { isRefusal, newId, type UploadId } from '@hounsfield/kernel';
import { findVersitygw } from '@hounsfield/storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Caller, closeUpload, openUpload, PART_BYTES, refreshUpload, type Upload, uploadById } from '../index.ts';
import { partDigests, sendParts, startTestStudies, type TestStudies, testCaller } from '../test-studies.ts';

const binary = findVersitygw();
const suite = binary === undefined ? describe.skip : describe;

suite('an upload', () => {
  let bed: TestStudies;
  beforeAll(async () => {
    bed = await startTestStudies(binary as string);
  });
  afterAll(() => bed.stop());

  const open = async (caller: Caller, files: Record<string, Uint8Array>): Promise<Upload> => {
    const wanted = Object.entries(files).map(([clientRef, bytes]) => ({
      clientRef,
      sizeBytes: BigInt(bytes.length),
      partSha256: partDigests(bytes, PART_BYTES),
    }));
    const upload = await openUpload(bed.deps, caller, { files: wanted });
    if (isRefusal(upload)) throw new Error(upload.code);
    return upload;
  };
  const send = (upload: Upload, files: Record<string, Uint8Array>, only = () => true) =>
    sendParts(upload, (clientRef) => files[clientRef] as Uint8Array, only);
  const events = (uploadId: UploadId) =>
    bed.database.owner
      .selectFrom('outbox.event' as never)
      .selectAll()
      .where('idem_key' as never, '=', uploadId as never)
      .execute();

  test('takes files of several parts and announces itself once when it is closed', async () => {
    const caller = testCaller();
    const files = { 'a 1': randomBytes(PART_BYTES + 5), b: randomBytes(10) };
    const upload = await open(caller, files);
    expect(upload.files.map((file) => file.parts.map((part) => part.length))).toEqual([[PART_BYTES, 5], [10]]);
    await send(upload, files);
    const closed = await closeUpload(bed.deps, caller, upload.id);
    expect(closed).toMatchObject({ id: upload.id, status: 'RECEIVING' });
    await expect(closeUpload(bed.deps, caller, upload.id)).resolves.toEqual(closed);
    expect(await events(upload.id)).toMatchObject([{ topic: 'upload.closed', payload: { uploadId: upload.id } }]);
  });

  test('closing at once from two sides announces once', async () => {
    const caller = testCaller();
    const files = { a: randomBytes(100), b: randomBytes(100) };
    const upload = await open(caller, files);
    await send(upload, files);
    await Promise.all([1, 2, 3].map(() => closeUpload(bed.deps, caller, upload.id)));
    expect(await events(upload.id)).toHaveLength(1);
  });

  test('a client that comes back is asked only for the parts that are not there', async () => {
    const caller = testCaller();
    const files = { a: randomBytes(2 * PART_BYTES + 1), b: randomBytes(1) };
    const upload = await open(caller, files);
    let sent = 0;
    await send(upload, files, () => {
      sent += 1;
      return sent === 2;
    });
    await expect(closeUpload(bed.deps, caller, upload.id)).resolves.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
    const resumed = await refreshUpload(bed.deps, caller, upload.id);
    expect(resumed?.files.map((file) => file.parts.map((part) => part.partNumber))).toEqual([[1, 3], [1]]);
    await send(resumed as Upload, files);
    const whole = await refreshUpload(bed.deps, caller, upload.id);
    expect(whole?.files.flatMap((file) => file.parts)).toEqual([]);
    await expect(closeUpload(bed.deps, caller, upload.id)).resolves.toMatchObject({ status: 'RECEIVING' });
  });

  test('an upload that the store has swept starts again from its first part', async () => {
    const caller = testCaller();
    const files = { a: randomBytes(10) };
    const upload = await open(caller, files);
    for await (const { key, multipartId } of bed.s3.store.listMultiparts())
      await bed.s3.store.abortMultipart(key, multipartId);
    await expect(closeUpload(bed.deps, caller, upload.id)).resolves.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
    const resumed = await refreshUpload(bed.deps, caller, upload.id);
    await send(resumed as Upload, files);
    await expect(closeUpload(bed.deps, caller, upload.id)).resolves.toMatchObject({ status: 'RECEIVING' });
  });

  test('whatever is sent in whatever order and however often it is resumed, what is closed is whole', async () => {
    const caller = testCaller();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), { maxLength: 3 }),
        async (rounds) => {
          const files = { a: randomBytes(PART_BYTES + 1), b: randomBytes(3), c: randomBytes(7) };
          const { id } = await open(caller, files);
          for (const round of rounds) {
            const choice = [...round];
            await send((await refreshUpload(bed.deps, caller, id)) as Upload, files, () => choice.shift() ?? false);
          }
          const closed = await closeUpload(bed.deps, caller, id);
          const missing = (await refreshUpload(bed.deps, caller, id))?.files.flatMap((file) => file.parts) ?? [];
          expect(isRefusal(closed)).toBe(missing.length > 0);
        },
      ),
      { numRuns: 8 },
    );
  });

  test('the names of its files come back to the caller and are nowhere else in the clear', async () => {
    const caller = testCaller();
    const upload = await open(caller, { 'WANG XIAODONG CT': randomBytes(10) });
    const read = await uploadById(bed.deps, caller, upload.id);
    expect(read?.files[0]?.clientRef).toBe('WANG XIAODONG CT');
    const rows = await bed.database.owner.selectFrom('studies.upload_file').selectAll().execute();
    const bytes = Buffer.concat(rows.map((row) => row.sealed_ref));
    expect(bytes.includes('WANG')).toBe(false);
    expect(JSON.stringify(bed.audited)).not.toContain('WANG');
  });

  test("another organisation's upload is no upload at all", async () => {
    const upload = await open(testCaller(), { a: randomBytes(10) });
    const stranger = testCaller();
    for (const id of [upload.id, newId<UploadId>()]) {
      await expect(uploadById(bed.deps, stranger, id)).resolves.toBeUndefined();
      await expect(refreshUpload(bed.deps, stranger, id)).resolves.toBeUndefined();
      await expect(closeUpload(bed.deps, stranger, id)).resolves.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
    }
  });

  test('somebody who may not send studies opens and sees no upload', async () => {
    const caller = testCaller(['FINANCE']);
    await expect(openUpload(bed.deps, caller, { files: [] })).resolves.toMatchObject({ code: 'FORBIDDEN' });
    const owner = testCaller();
    const upload = await open(owner, { a: randomBytes(10) });
    await expect(uploadById(bed.deps, { ...owner, roles: ['ADMIN'] }, upload.id)).resolves.toBeUndefined();
  });

  const digest = 'a'.repeat(64);
  test.each([
    ['no files', [], 'NO_FILES'],
    ['an empty file', [{ clientRef: 'a', sizeBytes: 0n, partSha256: [] }], 'BAD_FILE'],
    ['a path for a name', [{ clientRef: 'a/b', sizeBytes: 1n, partSha256: [digest] }], 'BAD_FILE'],
    ['a control character in a name', [{ clientRef: 'a\n', sizeBytes: 1n, partSha256: [digest] }], 'BAD_FILE'],
    ['a missing checksum', [{ clientRef: 'a', sizeBytes: 9_000_000n, partSha256: [digest] }], 'BAD_FILE'],
    ['a checksum that is none', [{ clientRef: 'a', sizeBytes: 1n, partSha256: ['x'] }], 'BAD_FILE'],
    ['a file over 1 GiB', [{ clientRef: 'a', sizeBytes: 1024n ** 3n + 1n, partSha256: [digest] }], 'FILE_TOO_LARGE'],
    ['two files of one name', [1, 2].map(() => ({ clientRef: 'a', sizeBytes: 1n, partSha256: [digest] })), 'BAD_FILE'],
    [
      'too many files',
      Array.from({ length: 5_001 }, (_, n) => ({ clientRef: `${n}`, sizeBytes: 1n, partSha256: [digest] })),
      'TOO_MANY_FILES',
    ],
    [
      'too many bytes',
      Array.from({ length: 65 }, (_, n) => ({
        clientRef: `${n}`,
        sizeBytes: 1024n ** 3n,
        partSha256: Array.from({ length: 128 }, () => digest),
      })),
      'UPLOAD_TOO_LARGE',
    ],
  ])('%s: refused before anything is opened', async (_, files, code) => {
    await expect(openUpload(bed.deps, testCaller(), { files })).resolves.toMatchObject({ code });
  });
});
