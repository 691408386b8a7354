import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeFrame, type Frame, FrameDecoder } from './frame.ts';

const push = <Message>(decoder: FrameDecoder<Message>, chunk: Uint8Array): void => {
  for (let at = 0; at < chunk.length; ) {
    const room = decoder.room();
    const count = Math.min(room.length, chunk.length - at);
    room.set(chunk.subarray(at, at + count));
    decoder.took(count);
    at += count;
  }
};

test('puts any frames together again from chunks of any size', () => {
  const frame = fc.tuple(
    fc.record({ text: fc.string() }),
    fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), fc.integer({ min: 1, max: 97 }), (frames, chunk) => {
      const wire = Buffer.concat(frames.flatMap(([message, attachments]) => encodeFrame(message, attachments)));
      const heard: Frame<{ text: string }>[] = [];
      const decoder = new FrameDecoder<{ text: string }>((each) => heard.push(each));
      for (let at = 0; at < wire.length; at += chunk) push(decoder, wire.subarray(at, at + chunk));
      expect(heard.map(({ message }) => message)).toEqual(frames.map(([message]) => message));
      expect(heard.map(({ attachments }) => attachments.map((each) => [...each]))).toEqual(
        frames.map(([, attachments]) => attachments.map((each) => [...each])),
      );
    }),
  );
});

test('gives every attachment a buffer of its own, which may change threads', () => {
  let heard: Frame<string> | undefined;
  const decoder = new FrameDecoder<string>((each) => {
    heard = each;
  });
  push(decoder, Buffer.concat(encodeFrame('x', [Uint8Array.of(1, 2), Uint8Array.of(3)])));
  expect(heard?.attachments.map(({ buffer, byteLength }) => [buffer.byteLength, byteLength])).toEqual([
    [2, 2],
    [1, 1],
  ]);
});
