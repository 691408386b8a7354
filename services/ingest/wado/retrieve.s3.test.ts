import { type Dataset, dicomFile, readDicom, Tag, text, writeDicom } from '@hounsfield/dicom';
import { isRefusal, newId } from '@hounsfield/kernel';
import { findVersitygw } from '@hounsfield/storage';
import { receiveInstance } from '@hounsfield/studies';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decode } from 'fast-png';
import {
  CONSOLE,
  freshUid,
  partsOf,
  slice,
  startTestIngest,
  type TestCaller,
  type TestIngest,
} from '../test-ingest.ts';

const binary = findVersitygw();
const suite = binary === undefined ? describe.skip : describe;

const RLE = '1.2.840.10008.1.2.5';

/** One 16-bit frame in RLE (PS3.5 annex G): two segments, high bytes first, of literal runs. */
const rleFrame = (samples: Uint16Array): Uint8Array => {
  const segment = (shift: number): Buffer => {
    const bytes = Buffer.from(Uint8Array.from(samples, (sample) => (sample >> shift) & 0xff));
    const runs: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 128) {
      const run = bytes.subarray(at, at + 128);
      runs.push(Buffer.of(run.length - 1), run);
    }
    const joined = Buffer.concat(runs);
    return joined.length % 2 === 0 ? joined : Buffer.concat([joined, Buffer.of(0x80)]);
  };
  const [high, low] = [segment(8), segment(0)];
  const header = Buffer.alloc(64);
  for (const [index, value] of [2, 64, 64 + high.length].entries()) header.writeUInt32LE(value, index * 4);
  return Buffer.concat([header, high, low]);
};

suite('WADO-RS', () => {
  let bed: TestIngest;
  let caller: TestCaller;
  beforeAll(async () => {
    bed = await startTestIngest(binary as string);
    caller = await bed.organisation();
  });
  afterAll(() => bed.stop());

  const get = (path: string, headers: Record<string, string> = {}, key = caller.key) =>
    fetch(`${bed.url}${path}`, { headers: { authorization: `Bearer ${key}`, ...headers } });
  const send = async (bytes: Uint8Array): Promise<string> => {
    const received = await receiveInstance(bed.studies, caller.principal.tenantId, bytes);
    if (isRefusal(received)) throw new Error(received.code);
    return received.instanceId;
  };
  const octets = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
  const SINGLE = { accept: 'application/dicom' };

  test('a study comes back as it was sent, instance by instance, in order', async () => {
    const study = freshUid();
    const files = [1, 2, 3, 4, 5, 6].map((number) => slice({ study, number }));
    for (const file of [...files].reverse()) await send(file);
    const answer = await get(`/studies/${study}`);
    expect(answer.headers.get('content-type')).toMatch(/^multipart\/related; type="application\/dicom"; boundary=/);
    const parts = await partsOf(answer);
    expect(parts.map((part) => Buffer.compare(part, files[parts.indexOf(part)] as Uint8Array))).toEqual(
      files.map(() => 0),
    );
    const one = await get(`/studies/${study}/series/${study}.1/instances/${study}.1.2`, SINGLE);
    expect(one.headers.get('content-type')).toBe('application/dicom');
    expect(Buffer.compare(await octets(one), files[1] as Uint8Array)).toBe(0);
    expect(await partsOf(await get(`/studies/${study}/series/${study}.1`))).toHaveLength(6);
    expect((await get(`/studies/${study}`, SINGLE)).status).toBe(406);
  });

  test('our own instance id is enough for the console: no UID in the address', async () => {
    const study = freshUid();
    const bytes = slice({ study });
    const id = await send(bytes);
    expect(Buffer.compare(await octets(await get(`/instances/${id}`, SINGLE)), bytes)).toBe(0);
    const frame = await get(`/instances/${id}/frames/1`);
    expect(frame.headers.get('content-type')).toBe('application/octet-stream');
    expect(Buffer.compare(await octets(frame), bytes.subarray(-128))).toBe(0);
    const [metadata] = (await (await get(`/instances/${id}/metadata`)).json()) as Record<
      string,
      { Value: unknown[] }
    >[];
    expect(metadata?.['0020000D']?.Value).toEqual([study]);
  });

  test('metadata are the original attributes in the JSON model, pixels by their address', async () => {
    const study = freshUid();
    await send(slice({ study }));
    const answer = await get(`/studies/${study}/metadata`);
    expect(answer.headers.get('content-type')).toBe('application/dicom+json');
    const [json] = (await answer.json()) as Record<string, unknown>[];
    expect(json).toMatchObject({
      '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' }] },
      '00100020': { vr: 'LO', Value: ['PID-20931'] },
      '00280010': { vr: 'US', Value: [8] },
      '00281053': { vr: 'DS', Value: [1] },
      '7FE00010': {
        BulkDataURI: `${CONSOLE}/dicomweb/studies/${study}/series/${study}.1/instances/${study}.1.1/frames/1`,
      },
    });
  });

  test('frames come one by one or together, and only those that are there', async () => {
    const study = freshUid();
    await send(slice({ study, frames: 3 }));
    const instance = `/studies/${study}/series/${study}.1/instances/${study}.1.1`;
    const parts = await partsOf(await get(`${instance}/frames/3,1`));
    expect(parts.map((part) => [part.length, part.readUInt16LE(0)])).toEqual([
      [128, 128],
      [128, 0],
    ]);
    const single = await get(`${instance}/frames/2`, { accept: 'application/octet-stream' });
    expect((await octets(single)).readUInt16LE(0)).toBe(64);
    expect((await get(`${instance}/frames/4`)).status).toBe(404);
    for (const list of ['0', '-1', 'x', '1,,2', '1e9', '1'.repeat(99)])
      expect((await get(`${instance}/frames/${list}`)).status).toBe(400);
    const jpeg = { accept: 'multipart/related; type="image/jls"' };
    expect((await get(`${instance}/frames/1`, jpeg)).status).toBe(406);
  });

  test('compressed pixels are decoded for those who ask for no transfer syntax, and untouched for those who take any', async () => {
    const study = freshUid();
    const samples = Uint16Array.from({ length: 64 }, (_, index) => index * 1_000);
    const change = (dataset: Dataset) =>
      void dataset.set({ tag: Tag.PixelData, vr: 'OB', value: { offsets: [], fragments: [rleFrame(samples)] } });
    // The writer writes fragments only under a transfer syntax for compressed pixel data.
    const native = await readDicom(slice({ study }));
    if (isRefusal(native)) throw new Error(native.code);
    change(native.dataset);
    const id = await send(writeDicom(dicomFile(native.dataset, RLE)));
    const wanted = Buffer.from(samples.buffer);
    expect(Buffer.compare(await octets(await get(`/instances/${id}/frames/1`)), wanted)).toBe(0);
    const syntaxOf = async (accept: string) => {
      const file = await readDicom(await octets(await get(`/instances/${id}`, { accept })));
      if (isRefusal(file)) throw new Error(file.code);
      return [file.transferSyntaxUid, text(file.dataset, Tag.PatientName)];
    };
    expect(await syntaxOf('application/dicom')).toEqual(['1.2.840.10008.1.2.1', 'Wang^XiaoDong=王^小东']);
    expect(await syntaxOf('application/dicom; transfer-syntax=*')).toEqual([RLE, 'Wang^XiaoDong=王^小东']);
    const other = 'application/dicom; transfer-syntax=1.2.840.10008.1.2.4.90';
    expect((await get(`/instances/${id}`, { accept: other })).status).toBe(406);
  });

  test('a picture is rendered through the window that was asked for, and fits where it should', async () => {
    const id = await send(slice({ study: freshUid(), size: 16 }));
    const picture = async (query: string) => {
      const answer = await get(`/instances/${id}/rendered${query}`, { accept: 'image/png,*/*;q=0.1' });
      expect(answer.headers.get('content-type')).toBe('image/png');
      return decode(await octets(answer));
    };
    const whole = await picture('');
    expect([whole.width, whole.height, whole.channels]).toEqual([16, 16, 1]);
    expect([whole.data[0], whole.data[255]]).toEqual([0, 255]);
    const windowed = await picture('?window=128,2,linear');
    expect([windowed.data[100], windowed.data[200]]).toEqual([0, 255]);
    const small = await picture('?viewport=8,4');
    expect([small.width, small.height]).toEqual([4, 4]);
    for (const query of ['?window=1', '?window=a,b', '?window=1,0', '?viewport=0,0', '?viewport=x'])
      expect((await get(`/instances/${id}/rendered${query}`)).status).toBe(400);
    expect((await get(`/instances/${id}/rendered`, { accept: 'image/jpeg' })).status).toBe(406);
  });

  test('an instance without pixels has metadata and no picture', async () => {
    const study = freshUid();
    const report = slice({
      study,
      change: (dataset) => {
        for (const tag of [Tag.PixelData, Tag.Rows, Tag.Columns]) dataset.delete(tag);
        dataset.set({ tag: Tag.SOPClassUID, vr: 'UI', value: Buffer.from('1.2.840.10008.5.1.4.1.1.88.33\0') });
      },
    });
    const id = await send(report);
    expect((await get(`/instances/${id}/metadata`)).status).toBe(200);
    expect((await get(`/instances/${id}/rendered`)).status).toBe(404);
    expect((await get(`/instances/${id}/frames/1`)).status).toBe(404);
  });

  test("another organisation's study, an unknown one and an odd address answer alike", async () => {
    const other = await bed.organisation();
    const study = freshUid();
    const id = await send(slice({ study }));
    const answers = [];
    for (const path of [
      `/studies/${study}`,
      `/studies/${freshUid()}`,
      `/instances/${id}`,
      `/instances/${newId()}`,
      '/instances/x',
    ]) {
      const answer = await get(path, {}, other.key);
      answers.push([answer.status, await answer.text()]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(404);
    for (const uid of ['../x', '1..2', '01.2', `1.${'2'.repeat(70)}`, 'a', '1.2%00'])
      expect([400, 404]).toContain((await get(`/studies/${encodeURIComponent(uid)}`)).status);
  });

  test('only callers who may open studies open any; every retrieval leaves a trace', async () => {
    const study = freshUid();
    await send(slice({ study }));
    const writer = await caller.keyWith(['billing:read']);
    expect((await get(`/studies/${study}`, {}, writer)).status).toBe(403);
    expect((await get(`/studies/${study}`)).status).toBe(200);
    const traces = await bed.database.owner
      .selectFrom('tenancy.audit_entry')
      .select('entry')
      .where('tenant_id', '=', caller.principal.tenantId)
      .execute();
    const retrieved = traces.filter(({ entry }) => entry.includes('instances.retrieved'));
    expect(retrieved.length).toBeGreaterThan(0);
    expect(JSON.stringify(traces)).not.toContain(study);
  });
});
