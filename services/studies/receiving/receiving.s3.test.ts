import { isRefusal, newId, type StudyId } from '@hounsfield/kernel';
import { findVersitygw } from '@hounsfield/storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  type Caller,
  completeQuietStudies,
  completeStudy,
  instancesOfRevision,
  type ReceivedInstance,
  receiveInstance,
  restoreInstance,
  seriesOfStudies,
  studyById,
  studyStanding,
} from '../index.ts';
import {
  ctSlice,
  freshUid,
  IDENTIFYING_WORDS,
  objectsOf,
  startTestStudies,
  type TestStudies,
  testCaller,
} from '../test-studies.ts';

const binary = findVersitygw();
const suite = binary === undefined ? describe.skip : describe;

suite('receiving', () => {
  let bed: TestStudies;
  beforeAll(async () => {
    bed = await startTestStudies(binary as string);
  });
  afterAll(() => bed.stop());

  const receive = async (caller: Caller, bytes: Uint8Array): Promise<ReceivedInstance> => {
    const received = await receiveInstance(bed.deps, caller.tenantId, bytes);
    if (isRefusal(received)) throw new Error(received.code);
    return received;
  };
  const codeOf = async (caller: Caller, bytes: Uint8Array) => {
    const received = await receiveInstance(bed.deps, caller.tenantId, bytes);
    return isRefusal(received) ? received.code : received.kind;
  };
  const events = async (studyId: StudyId) =>
    (
      await sql<{ payload: unknown }>`select payload from outbox.event where topic = 'study.completed'
        and payload->>'studyId' = ${studyId} order by id`.execute(bed.database.owner)
    ).rows.map((row) => row.payload);
  const standing = (caller: Caller, studyId: StudyId) => studyStanding(bed.deps, caller.tenantId, studyId);
  test('a file becomes an instance of its study, and nothing in rows or objects names the patient', async () => {
    const caller = testCaller();
    const { studyId, instanceId, kind } = await receive(caller, ctSlice({ studyUid: freshUid() }));
    expect(kind).toBe('stored');
    const [instance] = await instancesOfRevision(bed.deps, caller.tenantId, studyId, 1);
    expect(instance).toMatchObject({ instanceId, rows: 16, columns: 16, frames: 1, pixelRisk: 'none', modality: 'CT' });
    const objects = await objectsOf(bed.s3, caller);
    expect(objects).toHaveLength(2);
    const tables = ['study', 'series', 'instance'];
    const rows = await Promise.all(
      tables.map((name) =>
        sql<{ row: string }>`select t::text as row from ${sql.table(`studies.${name}`)} t`.execute(bed.database.owner),
      ),
    );
    const text = JSON.stringify(rows.map((each) => each.rows));
    for (const word of [...IDENTIFYING_WORDS, '1.2.826.0.1.3680043.9']) {
      for (const { bytes } of objects) expect(bytes.includes(word)).toBe(false);
      expect(text).not.toContain(word);
      expect(text).not.toContain(Buffer.from(word).toString('hex'));
    }
  });

  test('its owner gets back what was sent, byte for byte', async () => {
    const caller = testCaller();
    const bytes = ctSlice({ studyUid: freshUid() });
    const { instanceId } = await receive(caller, bytes);
    const restored = await restoreInstance(bed.deps, caller.tenantId, instanceId);
    expect(Buffer.compare(Buffer.from(restored as Uint8Array), bytes)).toBe(0);
    await expect(restoreInstance(bed.deps, newId(), instanceId)).resolves.toBeUndefined();
  });

  test('the same bytes again are no news', async () => {
    const caller = testCaller();
    const bytes = ctSlice({ studyUid: freshUid() });
    const first = await receive(caller, bytes);
    for (let n = 0; n < 5; n += 1)
      await expect(receive(caller, bytes)).resolves.toEqual({ ...first, kind: 'duplicate' });
    await expect(studyById(bed.deps, caller, first.studyId)).resolves.toMatchObject({ instanceCount: 1, revision: 1 });
  });

  test('the same file from many sides at once is stored once', async () => {
    const caller = testCaller();
    const bytes = ctSlice({ studyUid: freshUid() });
    const all = await Promise.all(Array.from({ length: 8 }, () => receive(caller, bytes)));
    expect(all.filter((each) => each.kind === 'stored')).toHaveLength(1);
    expect(new Set(all.map((each) => each.instanceId)).size).toBe(1);
    expect(await objectsOf(bed.s3, caller)).toHaveLength(2);
  });

  test('many files of a new series at once make one series', async () => {
    const caller = testCaller();
    const studyUid = freshUid();
    const { studyId } = await receive(caller, ctSlice({ studyUid, number: 1 }));
    const numbers = Array.from({ length: 12 }, (_, n) => n + 1);
    await Promise.all(
      numbers.map((number) => receive(caller, ctSlice({ studyUid, seriesUid: `${studyUid}.7`, number }))),
    );
    const series = await seriesOfStudies(bed.deps, caller, [studyId]);
    expect(series).toHaveLength(2);
    await expect(studyById(bed.deps, caller, studyId)).resolves.toMatchObject({ instanceCount: 13 });
  });

  test('other bytes under the same UID are refused and kept aside; the first stay', async () => {
    const caller = testCaller();
    const studyUid = freshUid();
    const first = ctSlice({ studyUid, size: 16 });
    const { instanceId, studyId } = await receive(caller, first);
    for (let n = 0; n < 2; n += 1)
      expect(await codeOf(caller, ctSlice({ studyUid, size: 32 }))).toBe('INSTANCE_CONFLICT');
    expect(
      Buffer.compare(Buffer.from((await restoreInstance(bed.deps, caller.tenantId, instanceId)) ?? []), first),
    ).toBe(0);
    const aside = await bed.database.owner
      .selectFrom('studies.quarantined_instance')
      .selectAll()
      .where('tenant_id', '=', caller.tenantId)
      .execute();
    expect(aside).toHaveLength(1);
    await expect(bed.s3.store.head(aside[0]?.object_key as never)).resolves.toBeDefined();
    await expect(studyById(bed.deps, caller, studyId)).resolves.toMatchObject({ instanceCount: 1 });
  });

  test('of two files that claim one UID at once, one is stored and one refused', async () => {
    const caller = testCaller();
    const studyUid = freshUid();
    const codes = await Promise.all([16, 32].map((size) => codeOf(caller, ctSlice({ studyUid, size }))));
    expect(codes.sort()).toEqual(['INSTANCE_CONFLICT', 'stored']);
  });

  test('two organisations may have the same study; they see nothing of each other', async () => {
    const [mine, theirs] = [testCaller(), testCaller()];
    const bytes = ctSlice({ studyUid: freshUid() });
    const [one, two] = [await receive(mine, bytes), await receive(theirs, bytes)];
    expect([one.kind, two.kind]).toEqual(['stored', 'stored']);
    expect(one.instanceId).not.toBe(two.instanceId);
    await expect(studyById(bed.deps, mine, two.studyId)).resolves.toBeUndefined();
    await expect(instancesOfRevision(bed.deps, mine.tenantId, two.studyId, 1)).resolves.toEqual([]);
    const [a] = await instancesOfRevision(bed.deps, mine.tenantId, one.studyId, 1);
    const [b] = await instancesOfRevision(bed.deps, theirs.tenantId, two.studyId, 1);
    expect(a?.sopInstanceUid).not.toBe(b?.sopInstanceUid);
  });

  test('two patients in one study are taken in, flagged, and nothing is diagnosed by itself', async () => {
    const caller = testCaller();
    const studyUid = freshUid();
    const { studyId } = await receive(caller, ctSlice({ studyUid, number: 1 }));
    await receive(caller, ctSlice({ studyUid, number: 2, patientId: ' pid-20931 ' }));
    await expect(standing(caller, studyId)).resolves.toMatchObject({ blockedReason: null });
    await receive(caller, ctSlice({ studyUid, number: 3, patientId: 'SOMEBODY-ELSE' }));
    await expect(standing(caller, studyId)).resolves.toMatchObject({ blockedReason: 'PATIENT_MISMATCH' });
    await completeStudy(bed.deps, caller.tenantId, studyId);
    expect(await events(studyId)).toEqual([{ studyId, revision: 1, blockedReason: 'PATIENT_MISMATCH' }]);
  });

  test('a completed study announces each revision once; a late file makes the next one', async () => {
    const caller = testCaller();
    const studyUid = freshUid();
    const { studyId } = await receive(caller, ctSlice({ studyUid, number: 1 }));
    for (let n = 0; n < 2; n += 1)
      await expect(completeStudy(bed.deps, caller.tenantId, studyId)).resolves.toEqual({ studyId, revision: 1 });
    await receive(caller, ctSlice({ studyUid, number: 1 }));
    await expect(standing(caller, studyId)).resolves.toMatchObject({ status: 'COMPLETE', revision: 1 });
    await receive(caller, ctSlice({ studyUid, number: 2 }));
    await receive(caller, ctSlice({ studyUid, number: 3 }));
    await expect(standing(caller, studyId)).resolves.toMatchObject({ status: 'RECEIVING', revision: 2 });
    await completeStudy(bed.deps, caller.tenantId, studyId);
    expect(await events(studyId)).toEqual([
      { studyId, revision: 1 },
      { studyId, revision: 2 },
    ]);
    expect(await instancesOfRevision(bed.deps, caller.tenantId, studyId, 1)).toHaveLength(1);
    expect(await instancesOfRevision(bed.deps, caller.tenantId, studyId, 2)).toHaveLength(3);
    await expect(completeStudy(bed.deps, newId(), studyId)).resolves.toMatchObject({ code: 'STUDY_NOT_FOUND' });
  });

  test('a study completes by itself when nothing has come for a minute, and not before', async () => {
    const caller = testCaller();
    const studyUid = freshUid();
    const { studyId } = await receive(caller, ctSlice({ studyUid, number: 1 }));
    bed.clock.advance(59_000);
    await receive(caller, ctSlice({ studyUid, number: 2 }));
    bed.clock.advance(59_000);
    expect((await completeQuietStudies(bed.workerDeps)).map((each) => each.studyId)).not.toContain(studyId);
    bed.clock.advance(1_000);
    const [one, two] = await Promise.all([completeQuietStudies(bed.workerDeps), completeQuietStudies(bed.workerDeps)]);
    expect([...one, ...two].filter((each) => each.studyId === studyId)).toEqual([{ studyId, revision: 1 }]);
    expect(await events(studyId)).toEqual([{ studyId, revision: 1 }]);
  });
});
