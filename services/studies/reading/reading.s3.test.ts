import {
  Dataset,
  dicomFile,
  putItems,
  putText,
  readDicom,
  Tag,
  text,
  texts,
  walk,
  writeDicom,
} from '@hounsfield/dicom';
import { type DiagnosisId, isRefusal, newId, type StudyId } from '@hounsfield/kernel';
import { findVersitygw } from '@hounsfield/storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Caller,
  instancesOfRevision,
  instancesOfSeries,
  receiveInstance,
  recordDerivedInstance,
  restoreInstance,
  seriesOfStudies,
  studiesPage,
  studyById,
  studyCursor,
} from '../index.ts';
import { ctSlice, freshUid, startTestStudies, type TestStudies, testCaller } from '../test-studies.ts';

const binary = findVersitygw();
const suite = binary === undefined ? describe.skip : describe;

suite('reading studies', () => {
  let bed: TestStudies;
  beforeAll(async () => {
    bed = await startTestStudies(binary as string);
  });
  afterAll(() => bed.stop());

  const receive = async (caller: Caller, bytes: Uint8Array): Promise<StudyId> => {
    const received = await receiveInstance(bed.deps, caller.tenantId, bytes);
    if (isRefusal(received)) throw new Error(received.code);
    return received.studyId;
  };
  const page = async (caller: Caller, first: number, after?: string) => {
    const read = await studiesPage(bed.deps, caller, { first, ...(after === undefined ? {} : { after }) });
    if (isRefusal(read)) throw new Error(read.code);
    return read;
  };

  test('members who may open studies read the patient, others read that there is a study', async () => {
    const caller = testCaller(['RADIOLOGIST']);
    const studyUid = freshUid();
    const id = await receive(caller, ctSlice({ studyUid }));
    const study = await studyById(bed.deps, caller, id);
    expect(study?.header).toMatchObject({
      studyInstanceUid: studyUid,
      patientName: 'Wang^XiaoDong=王^小东',
      patientId: 'PID-20931',
      accessionNumber: 'ACC-7741',
    });
    const finance = await studyById(bed.deps, { ...caller, roles: ['FINANCE', 'ADMIN'] }, id);
    expect(finance).toEqual({ ...study, header: null });
  });

  test('reading names leaves a trace with ids and without names', async () => {
    const caller = testCaller();
    const id = await receive(caller, ctSlice({ studyUid: freshUid() }));
    await studyById(bed.deps, caller, id);
    await page(caller, 10);
    const traces = bed.audited.filter((entry) => entry.tenantId === caller.tenantId);
    expect(traces.map(({ action, actor, detail }) => ({ action, actor, detail }))).toEqual([
      { action: 'studies.opened', actor: `member:${caller.memberId}`, detail: { studies: [id] } },
      { action: 'studies.listed', actor: `member:${caller.memberId}`, detail: { studies: [id] } },
    ]);
  });

  test('pages one after another hold every study once, newest first, even when new ones arrive in between', async () => {
    const caller = testCaller();
    const ids: StudyId[] = [];
    for (let n = 0; n < 7; n += 1) {
      if (n % 3 !== 0) bed.clock.advance(1_000);
      ids.push(await receive(caller, ctSlice({ studyUid: freshUid() })));
    }
    const seen: StudyId[] = [];
    let after: string | undefined;
    for (;;) {
      const { items, hasNextPage } = await page(caller, 3, after);
      seen.push(...items.map((study) => study.id));
      bed.clock.advance(1_000);
      await receive(caller, ctSlice({ studyUid: freshUid() }));
      if (!hasNextPage) break;
      after = studyCursor(items.at(-1) as { receivedAt: Date; id: StudyId });
    }
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen).toHaveLength(ids.length);
  });

  test('a cursor of another organisation shows nothing of it; text that is no cursor is refused', async () => {
    const [mine, theirs] = [testCaller(), testCaller()];
    const id = await receive(theirs, ctSlice({ studyUid: freshUid() }));
    const cursor = studyCursor((await studyById(bed.deps, theirs, id)) as { receivedAt: Date; id: StudyId });
    await expect(page(mine, 10, cursor)).resolves.toMatchObject({ items: [] });
    for (const after of ['', 'x', "' or 1=1", Buffer.from('2026-01-01 x').toString('base64url')])
      await expect(studiesPage(bed.deps, mine, { first: 1, after })).resolves.toMatchObject({ code: 'BAD_CURSOR' });
    for (const first of [0, -1, 101, 1.5, Number.NaN])
      await expect(studiesPage(bed.deps, mine, { first })).resolves.toMatchObject({ code: 'BAD_PAGE' });
  });

  test('series and instances come in the order of their numbers', async () => {
    const caller = testCaller();
    const studyUid = freshUid();
    const slice = (series: number, number: number) => {
      const change = (dataset: Dataset) => putText(dataset, Tag.SeriesNumber, String(series));
      return receive(caller, ctSlice({ studyUid, seriesUid: `${studyUid}.${series}`, number, change }));
    };
    const id = await slice(2, 3);
    for (const [series, number] of [
      [10, 1],
      [2, 1],
      [2, 2],
    ] as const)
      await slice(series, number);
    const series = await seriesOfStudies(bed.deps, caller, [id]);
    expect(series.map((each) => each.number)).toEqual([2, 10]);
    expect(series[0]?.header).toMatchObject({ seriesInstanceUid: `${studyUid}.2`, seriesDescription: 'LUNG 1.0 mm' });
    const instances = await instancesOfSeries(bed.deps, caller, [series[0]?.id as string]);
    expect(instances.map((each) => each.number)).toEqual([1, 2, 3]);
    await expect(seriesOfStudies(bed.deps, testCaller(), [id])).resolves.toEqual([]);
    await expect(instancesOfSeries(bed.deps, testCaller(), [series[0]?.id as string])).resolves.toEqual([]);
  });

  test('a result stored beside the study comes out under the identity of its owner, its references led back', async () => {
    const caller = testCaller();
    const studyUid = freshUid();
    const studyId = await receive(caller, ctSlice({ studyUid, number: 1 }));
    await receive(caller, ctSlice({ studyUid, number: 2 }));
    const sources = await instancesOfRevision(bed.deps, caller.tenantId, studyId, 1);
    const report = new Dataset();
    const instanceUid = freshUid();
    putText(report, Tag.SOPClassUID, '1.2.840.10008.5.1.4.1.1.88.34');
    putText(report, Tag.SOPInstanceUID, instanceUid);
    putText(report, Tag.StudyInstanceUID, sources[0]?.studyInstanceUid as string);
    putText(report, Tag.SeriesInstanceUID, `${instanceUid}.1`);
    putText(report, Tag.Modality, 'SR');
    putText(report, Tag.PatientName, 'HF-X');
    const references = sources.map(({ sopInstanceUid, sopClassUid }) => {
      const item = new Dataset();
      putText(item, Tag.ReferencedSOPClassUID, sopClassUid);
      putText(item, Tag.ReferencedSOPInstanceUID, sopInstanceUid);
      return item;
    });
    putItems(report, Tag.ReferencedInstanceSequence, references);
    const derived = { studyId, diagnosisId: newId<DiagnosisId>(), bytes: writeDicom(dicomFile(report)) };
    const stored = await recordDerivedInstance(bed.workerDeps, caller.tenantId, derived);
    if (isRefusal(stored)) throw new Error(stored.code);
    putText(report, Tag.ContentDate, '20260101');
    const again = { ...derived, bytes: writeDicom(dicomFile(report)) };
    await expect(recordDerivedInstance(bed.workerDeps, caller.tenantId, again)).resolves.toEqual(stored);

    const restored = await readDicom(
      (await restoreInstance(bed.deps, caller.tenantId, stored.instanceId)) as Uint8Array,
    );
    if (isRefusal(restored)) throw new Error(restored.code);
    const { dataset } = restored;
    expect(text(dataset, Tag.PatientName)).toBe('Wang^XiaoDong=王^小东');
    expect(text(dataset, Tag.StudyInstanceUID)).toBe(studyUid);
    expect(text(dataset, Tag.SOPInstanceUID)).toBe(instanceUid);
    const led = [...walk(dataset)].filter(({ element }) => element.tag === Tag.ReferencedSOPInstanceUID);
    expect(led.flatMap((each) => texts(each.dataset, each.element.tag))).toEqual([
      `${studyUid}.1.1`,
      `${studyUid}.1.2`,
    ]);

    const study = await studyById(bed.deps, caller, studyId);
    expect(study).toMatchObject({ revision: 1, instanceCount: 2, modalities: ['CT'] });
    expect(await instancesOfRevision(bed.deps, caller.tenantId, studyId, 1)).toHaveLength(2);
    const elsewhere = await recordDerivedInstance(bed.workerDeps, newId(), derived);
    expect(elsewhere).toMatchObject({ code: 'STUDY_NOT_FOUND' });
  });
});
