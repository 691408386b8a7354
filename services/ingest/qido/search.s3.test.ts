import { putText, Tag } from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';
import { findVersitygw } from '@hounsfield/storage';
import { receiveInstance } from '@hounsfield/studies';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONSOLE, freshUid, slice, startTestIngest, type TestCaller, type TestIngest } from '../test-ingest.ts';

const binary = findVersitygw();
const suite = binary === undefined ? describe.skip : describe;

type Json = Record<string, { readonly vr: string; readonly Value?: unknown[] }>;

suite('QIDO-RS', () => {
  let bed: TestIngest;
  let caller: TestCaller;
  const [one, two] = [freshUid(), freshUid()];
  beforeAll(async () => {
    bed = await startTestIngest(binary as string);
    caller = await bed.organisation();
    const files = [
      slice({ study: one, number: 1 }),
      slice({ study: one, number: 2 }),
      slice({ study: one, series: `${one}.2`, change: (dataset) => putText(dataset, Tag.SeriesNumber, '2') }),
      slice({ study: two, patientId: 'OTHER-1' }),
    ];
    for (const file of files) {
      const received = await receiveInstance(bed.studies, caller.principal.tenantId, file);
      if (isRefusal(received)) throw new Error(received.code);
    }
  });
  afterAll(() => bed.stop());

  const get = (path: string, key = caller.key, headers: Record<string, string> = {}) =>
    fetch(`${bed.url}${path}`, { headers: { authorization: `Bearer ${key}`, ...headers } });
  const search = async (path: string, key = caller.key) => (await (await get(path, key)).json()) as Json[];
  const uids = async (path: string, tag = '0020000D') => (await search(path)).map((each) => each[tag]?.Value?.[0]);

  test('lists the studies of the organisation with their original attributes, newest first', async () => {
    const found = await search('/studies');
    expect(found.map((study) => study['0020000D']?.Value)).toEqual([[two], [one]]);
    expect(found[1]).toMatchObject({
      '00080020': { vr: 'DA', Value: ['20260312'] },
      '00080050': { Value: ['ACC-7741'] },
      '00080061': { Value: ['CT'] },
      '00100010': { Value: [{ Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' }] },
      '00081190': { vr: 'UR', Value: [`${CONSOLE}/dicomweb/studies/${one}`] },
      '00201206': { Value: [2] },
      '00201208': { Value: [3] },
    });
  });

  test.each([
    [`StudyInstanceUID=${one}`, [one]],
    [`0020000D=${one},${two}`, [two, one]],
    ['PatientID=OTHER-1', [two]],
    ['PatientID=OTHER*', [two]],
    ['PatientID=other-?', [two]],
    ['00100020=NOBODY', []],
    ['PatientName=wang*', [two, one]],
    ['PatientName=%E7%8E%8B*', [two, one]],
    ['PatientName=Li*', []],
    ['StudyDate=20260312', [two, one]],
    ['StudyDate=20260101-20260401', [two, one]],
    ['StudyDate=20260313-', []],
    ['ModalitiesInStudy=CT&AccessionNumber=ACC-7741&limit=1', [two]],
    ['limit=1&offset=1', [one]],
    ['limit=0', []],
    ['PatientName=', [two, one]],
  ])('finds by %s', async (query, found) => {
    expect(await uids(`/studies?${query}`)).toEqual(found);
  });

  test('a pattern made to take for ever takes no time', async () => {
    const from = performance.now();
    expect(await uids(`/studies?PatientName=${'*a'.repeat(400)}`)).toEqual([]);
    expect(performance.now() - from).toBeLessThan(2_000);
  });

  test('lists series and instances of a study', async () => {
    expect(await uids(`/studies/${one}/series`, '0020000E')).toEqual([`${one}.1`, `${one}.2`]);
    expect(await uids(`/series?StudyInstanceUID=${one}&SeriesInstanceUID=${one}.2`, '0020000E')).toEqual([`${one}.2`]);
    expect(await uids(`/studies/${one}/instances`, '00080018')).toEqual([`${one}.1.1`, `${one}.1.2`, `${one}.2.1`]);
    expect(await uids(`/studies/${one}/series/${one}.1/instances?InstanceNumber=2`, '00080018')).toEqual([
      `${one}.1.2`,
    ]);
    expect(await uids(`/studies/${one}/instances?limit=1&offset=2`, '00080018')).toEqual([`${one}.2.1`]);
  });

  test('another organisation finds nothing, as for studies that nobody has', async () => {
    const other = await bed.organisation();
    expect(await search('/studies', other.key)).toEqual([]);
    expect(await search(`/studies?StudyInstanceUID=${one}`, other.key)).toEqual([]);
    expect(await search(`/studies/${one}/series`, other.key)).toEqual([]);
    expect(await search(`/studies/${freshUid()}/series`)).toEqual([]);
  });

  test('what it does not match by it says', async () => {
    const answer = await get('/studies?InstitutionName=X&fuzzymatching=true&includefield=all');
    expect(answer.headers.get('warning')).toBe(
      '299 hounsfield "These parameters are not matched by: InstitutionName, fuzzymatching"',
    );
    expect(((await answer.json()) as Json[]).length).toBe(2);
  });

  test.each([
    '/studies?nonsense=1',
    "/studies?limit=1'",
    '/studies?limit=-1',
    '/studies?StudyInstanceUID=x',
    '/studies?StudyDate=tomorrow',
    '/studies/..%2f/series',
    '/instances',
    `/studies?PatientName=${'a'.repeat(2_000)}`,
  ])('%s is refused', async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  test('only callers who may open studies search, and only for JSON', async () => {
    expect((await get('/studies', await caller.keyWith(['billing:read']))).status).toBe(403);
    expect((await get('/studies', caller.key, { accept: 'application/dicom+xml' })).status).toBe(406);
  });
});
