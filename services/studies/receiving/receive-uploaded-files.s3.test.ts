import { isRefusal, newId, type StudyId, type UploadId } from '@hounsfield/kernel';
import { findVersitygw } from '@hounsfield/storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Caller,
  closeUpload,
  completeQuietStudies,
  openUpload,
  orderOfUpload,
  PART_BYTES,
  receiveUploadedFiles,
  studyById,
  studyStanding,
  uploadById,
} from '../index.ts';
import {
  ctSlice,
  freshUid,
  objectsOf,
  partDigests,
  sendParts,
  startTestStudies,
  type TestStudies,
  testCaller,
} from '../test-studies.ts';

const binary = findVersitygw();
const suite = binary === undefined ? describe.skip : describe;

suite('receiving an upload', () => {
  let bed: TestStudies;
  beforeAll(async () => {
    bed = await startTestStudies(binary as string);
  });
  afterAll(() => bed.stop());

  const standing = (caller: Caller, studyId: StudyId) => studyStanding(bed.deps, caller.tenantId, studyId);
  const upload = async (
    caller: Caller,
    files: readonly Uint8Array[],
    order?: { productSlug: string; lane: string },
  ) => {
    const wanted = files.map((bytes, n) => ({
      clientRef: `file ${n}`,
      sizeBytes: BigInt(bytes.length),
      partSha256: partDigests(bytes, PART_BYTES),
    }));
    const opened = await openUpload(bed.deps, caller, { files: wanted, ...(order === undefined ? {} : { order }) });
    if (isRefusal(opened)) throw new Error(opened.code);
    await sendParts(opened, (clientRef) => files[Number(clientRef.slice(5))] as Uint8Array);
    const closed = await closeUpload(bed.deps, caller, opened.id);
    if (isRefusal(closed)) throw new Error(closed.code);
    return opened.id;
  };
  const run = (caller: Caller, id: UploadId, heartbeat: (done: number) => void = () => undefined) =>
    receiveUploadedFiles(bed.workerDeps, caller.tenantId, id, { heartbeat });

  test('an upload is received file by file: good ones are stored, bad ones say why, originals are removed', async () => {
    const caller = testCaller();
    const [one, two] = [freshUid(), freshUid()];
    const files = [
      ctSlice({ studyUid: one, number: 1 }),
      Buffer.from('notes.txt'),
      ctSlice({ studyUid: two, number: 1 }),
      ctSlice({ studyUid: one, number: 2 }).subarray(0, -50),
      ctSlice({ studyUid: one, number: 1, size: 32 }),
    ];
    const id = await upload(caller, files, { productSlug: 'quantitative-ct', lane: 'STAT' });
    const beats: number[] = [];
    const studyIds = await run(caller, id, (done) => beats.push(done));
    expect(studyIds).toHaveLength(2);
    expect(beats.length).toBeGreaterThanOrEqual(files.length);
    const received = await uploadById(bed.deps, caller, id);
    expect(received).toMatchObject({ status: 'RECEIVED', studyIds: expect.arrayContaining([...studyIds]) });
    const codes = received?.files.map((file) => file.outcome?.code ?? 'STORED');
    expect(codes?.filter((code) => code === 'INSTANCE_CONFLICT')).toHaveLength(1);
    expect([codes?.[1], codes?.[2], codes?.[3]]).toEqual(['NOT_DICOM', 'STORED', 'TRUNCATED']);
    expect((await objectsOf(bed.s3, caller)).filter(({ key }) => key.includes('/upload/'))).toEqual([]);
    await expect(orderOfUpload(bed.deps, caller.tenantId, id)).resolves.toEqual({
      order: { productSlug: 'quantitative-ct', lane: 'STAT' },
      openedBy: `member:${caller.memberId}`,
    });
  });

  test('receiving may break off anywhere and be repeated: every file ends with one outcome and one instance', async () => {
    const caller = testCaller();
    const studyUid = freshUid();
    const files = Array.from({ length: 12 }, (_, n) => ctSlice({ studyUid, number: n + 1 }));
    const id = await upload(caller, files);
    for (const breakAt of [1, 4, 9]) {
      let beats = 0;
      const broken = run(caller, id, () => {
        beats += 1;
        if (beats > breakAt) throw new Error('the worker was killed');
      });
      await broken.catch(() => undefined);
    }
    const [first, second] = await Promise.all([run(caller, id), run(caller, id)]);
    expect(first).toEqual(second);
    const study = await studyById(bed.deps, caller, first[0] as StudyId);
    expect(study).toMatchObject({ instanceCount: 12, revision: 1 });
    const received = await uploadById(bed.deps, caller, id);
    expect(received?.files.every((file) => file.outcome?.stored)).toBe(true);
    expect(await objectsOf(bed.s3, caller)).toHaveLength(24);
  });

  test('a study whose upload is still being received is not completed by quiet', async () => {
    const caller = testCaller();
    const studyUid = freshUid();
    const id = await upload(
      caller,
      [1, 2, 3, 4, 5, 6].map((number) => ctSlice({ studyUid, number })),
    );
    let beats = 0;
    await run(caller, id, () => {
      beats += 1;
      if (beats > 8) throw new Error('the worker was killed');
    }).catch(() => undefined);
    bed.clock.advance(120_000);
    const rows = await bed.database.owner
      .selectFrom('studies.study')
      .selectAll()
      .where('tenant_id', '=', caller.tenantId)
      .execute();
    expect(rows).toHaveLength(1);
    await completeQuietStudies(bed.workerDeps);
    await expect(standing(caller, rows[0]?.id as StudyId)).resolves.toMatchObject({ status: 'RECEIVING' });
    await run(caller, id);
    await completeQuietStudies(bed.workerDeps, 0);
    await expect(standing(caller, rows[0]?.id as StudyId)).resolves.toMatchObject({ status: 'COMPLETE', revision: 1 });
  });

  test('an upload that is not closed, or not there, cannot be received', async () => {
    const caller = testCaller();
    await expect(run(caller, newId())).rejects.toThrow(/no upload/);
  });
});
