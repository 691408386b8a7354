// An upload from beginning to end against a strict store: everything arrives once, whatever breaks on the way.
import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeGateway, hashInProcess } from '../testing/fake-upload-gateway.ts';
import { type ChosenFile, PARALLEL_PARTS, PART_BYTES } from './plan-upload.ts';
import type { RememberedUpload } from './upload-memory.ts';
import { UploadSession } from './upload-session.ts';
import { type UploadPhase, uploadTotals } from './upload-state.ts';

let gateway: FakeGateway;
let remembered: RememberedUpload | undefined;
let time: number;
const memory = {
  load: () => remembered,
  save: (upload: RememberedUpload) => {
    remembered = upload;
  },
  forget: () => {
    remembered = undefined;
  },
};

const sessionOf = () =>
  new UploadSession({
    door: gateway,
    hash: hashInProcess,
    memory,
    send: gateway.send,
    wait: () => Promise.resolve(),
    now: () => time,
    random: () => 0.5,
    newSalt: () => 'salt',
  });

const fileOf = (path: string, size: number): ChosenFile => {
  const bytes = new Uint8Array(size).map((_, at) => (at * 31 + path.length) % 251);
  bytes.set(new TextEncoder().encode('DICM'), 128);
  return { path, blob: new Blob([bytes]), lastModified: 1 };
};
const folder = (count: number, size = 500) => Array.from({ length: count }, (_, at) => fileOf(`CT/IM-${at}`, size));

const until = async (session: UploadSession, phase: UploadPhase): Promise<void> => {
  while (session.snapshot().phase !== phase)
    await new Promise((resolve) => session.subscribe(() => resolve(undefined)));
};

beforeEach(() => {
  gateway = new FakeGateway();
  remembered = undefined;
  time = 0;
});

describe('an upload', () => {
  test('sends every byte of every file, three parts at a time, and reports what was stored', async () => {
    const session = sessionOf();
    const files = [...folder(9), fileOf('CT/large', PART_BYTES + 1000)];
    await session.choose(files);
    await session.start({ productId: 'quantitative-ct', lane: 'STAT', priceVersion: 3 });
    await until(session, 'received');
    expect(gateway.mostAtOnce).toBe(PARALLEL_PARTS);
    expect(gateway.orders).toEqual([{ productId: 'quantitative-ct', lane: 'STAT', priceVersion: 3 }]);
    for (const { ref, path } of session.snapshot().files) {
      const sent = new Uint8Array(
        (await files.find((file) => file.path === path)?.blob.arrayBuffer()) ?? new ArrayBuffer(),
      );
      expect(Buffer.compare(gateway.bytesOf(ref), sent)).toBe(0);
    }
    expect(uploadTotals(session.snapshot())).toMatchObject({ stored: 10, rejected: 0, notDicom: 0 });
    expect(session.snapshot().studyIds).toEqual(['study-1']);
    expect(remembered).toBeUndefined();
  });

  test('shows the read that was ordered with it, though it is placed after the last file', async () => {
    const session = sessionOf();
    await session.choose(folder(2));
    await session.start({ productId: 'quantitative-ct', lane: 'ROUTINE', priceVersion: 1 });
    while (session.snapshot().diagnosisIds.length === 0)
      await new Promise((resolve) => session.subscribe(() => resolve(undefined)));
    expect(session.snapshot()).toMatchObject({ phase: 'received', diagnosisIds: ['diagnosis-1'] });
  });

  test('says which files were rejected and why', async () => {
    const session = sessionOf();
    await session.choose(folder(5));
    gateway.rejected.add(session.snapshot().files[2]?.ref ?? '');
    await session.start(undefined);
    await until(session, 'received');
    expect(uploadTotals(session.snapshot())).toMatchObject({ stored: 4, rejected: 1 });
    expect(session.snapshot().files[2]).toMatchObject({ phase: 'rejected', reason: { code: 'NOT_DICOM' } });
  });

  test('tries a busy or unreachable store again and asks for fresh addresses when the old ones expired', async () => {
    const session = sessionOf();
    await session.choose(folder(6));
    gateway.trouble.push(
      { kind: 'busy', code: 'HTTP_503' },
      { kind: 'unreachable', code: 'NETWORK' },
      { kind: 'expired', code: 'HTTP_403' },
    );
    await session.start(undefined);
    await until(session, 'received');
    expect(gateway.puts.length).toBe(6);
    expect(new Set(gateway.puts).size).toBe(6);
    expect(gateway.refreshes).toBeGreaterThan(0);
  });

  test('stalls with the code to quote when nothing helps, keeps what arrived, and goes on when told', async () => {
    const session = sessionOf();
    await session.choose(folder(4));
    gateway.trouble.push(...Array.from({ length: 15 }, () => ({ kind: 'unreachable', code: 'NETWORK' }) as const));
    await session.start(undefined);
    expect(session.snapshot()).toMatchObject({ phase: 'stalled', stallCode: 'NETWORK' });
    gateway.trouble.length = 0;
    await session.resume();
    await until(session, 'received');
    expect(new Set(gateway.puts).size).toBe(gateway.puts.length);
    expect(gateway.puts.length).toBe(4);
  });

  test('pauses at once and resumes with the missing parts only', async () => {
    const session = sessionOf();
    await session.choose(folder(12));
    const running = session.start(undefined);
    while (gateway.puts.length < 4) await new Promise((resolve) => setTimeout(resolve, 1));
    session.pause();
    await running;
    expect(session.snapshot().phase).toBe('paused');
    const arrived = gateway.puts.length;
    expect(uploadTotals(session.snapshot()).sentBytes).toBe(arrived * 500);
    expect(arrived).toBeLessThan(12);
    await session.resume();
    await until(session, 'received');
    expect(gateway.puts.length).toBe(12);
    expect(new Set(gateway.puts).size).toBe(12);
  });

  test('is taken up again after a reload when the same folder is chosen, without hashing or sending twice', async () => {
    const before = sessionOf();
    await before.choose(folder(8));
    const running = before.start({ productId: 'p', lane: 'ROUTINE', priceVersion: 1 });
    while (gateway.puts.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    before.pause();
    await running;
    const arrived = [...gateway.puts];

    const after = sessionOf();
    expect(await after.findUnfinished()).toMatchObject({ uploadId: 'upload-1', files: 8 });
    expect(await after.choose(folder(2))).toEqual({
      kind: 'mismatch',
      matched: expect.any(Number),
      wanted: 8 - arrived.length,
    });
    expect(await after.choose(folder(8))).toEqual({ kind: 'resumed' });
    await until(after, 'received');
    expect(gateway.puts.slice(0, arrived.length)).toEqual(arrived);
    expect(gateway.puts.length).toBe(8);
    expect(gateway.orders.length).toBe(1);
    expect(remembered).toBeUndefined();
  });

  test('renews addresses before they expire by age', async () => {
    const send = gateway.send;
    const slow = new UploadSession({
      door: gateway,
      hash: hashInProcess,
      memory,
      send: (...parts) => {
        // Eleven minutes pass with every part; addresses of before are then worthless.
        time += 11 * 60_000;
        return send(...parts);
      },
      wait: () => Promise.resolve(),
      now: () => time,
      random: () => 0.5,
      newSalt: () => 'salt',
    });
    await slow.choose(folder(5));
    await slow.start(undefined);
    await until(slow, 'received');
    expect(gateway.refreshes).toBeGreaterThan(2);
    expect(gateway.puts.length).toBe(5);
  });

  test('stops at a refusal in the words of the gateway, such as a price that changed', async () => {
    gateway.refusal = { code: 'PRICE_CHANGED', message: 'The price has changed.' };
    const session = sessionOf();
    await session.choose(folder(2));
    await session.start({ productId: 'p', lane: 'ROUTINE', priceVersion: 1 });
    expect(session.snapshot()).toMatchObject({ phase: 'refused', refusal: { code: 'PRICE_CHANGED' } });
    expect(remembered).toBeUndefined();
  });

  test('says so before it asks when the list of files is longer than the gateway reads', async () => {
    const session = sessionOf();
    await session.choose(folder(2_200, 140));
    await session.start(undefined);
    expect(session.snapshot()).toMatchObject({ phase: 'refused', refusal: { code: 'TOO_MANY_FILES' } });
    expect(gateway.orders).toEqual([]);
  });

  test('forgets everything when discarded in the middle', async () => {
    const session = sessionOf();
    await session.choose(folder(12));
    const running = session.start(undefined);
    while (gateway.puts.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    session.clear();
    await running;
    expect(session.snapshot()).toMatchObject({ phase: 'choosing', files: [] });
    expect(remembered).toBeUndefined();
    expect(gateway.status).toBe('OPEN');
  });
});
