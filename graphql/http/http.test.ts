// The pieces around /graphql: late and oversized answers, bearer tokens, names of requests.
import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import type { Request, Response } from 'express';
import { boundedJson } from './bounded-json.ts';
import { answerInTime } from './guards.ts';
import { readBearer } from './session-door.ts';
import { traceId, withTrace } from './trace.ts';

/** As much of a response as the guard touches. */
class FakeResponse extends EventEmitter {
  headersSent = false;
  code = 200;
  body: unknown;
  status(code: number): this {
    this.code = code;
    return this;
  }
  json(body: unknown): this {
    this.headersSent = true;
    this.body = body;
    return this;
  }
}

const guard = (response: FakeResponse): void => {
  answerInTime(20)({} as Request, response as unknown as Response, () => undefined);
};

test('an operation that takes too long is answered for, one that was answered is left alone', async () => {
  const [late, inTime] = [new FakeResponse(), new FakeResponse()];
  guard(late);
  guard(inTime);
  inTime.json({ data: 1 });
  inTime.emit('close');
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(late).toMatchObject({ code: 503, body: { errors: [{ extensions: { code: 'TIMEOUT' } }] } });
  expect(inTime).toMatchObject({ code: 200, body: { data: 1 } });
});

test('an answer beyond five megabytes is replaced before a byte is sent', () => {
  const small = { data: { a: 1 } };
  expect(boundedJson(small)).toBe(JSON.stringify(small));
  const refused = JSON.parse(boundedJson({ data: { a: '字'.repeat(2_000_000) } })) as {
    errors: { extensions: unknown }[];
  };
  expect(refused.errors[0]?.extensions).toMatchObject({ code: 'TOO_EXPENSIVE' });
});

test.each([
  ['Bearer hf_live_abc', 'hf_live_abc'],
  ['bearer x', 'x'],
  ['Basic abc', undefined],
  ['Bearer', undefined],
  ['Bearer a b', undefined],
  [`Bearer ${'x'.repeat(300)}`, undefined],
  [undefined, undefined],
])('the bearer token of %j is %j', (header, token) => {
  expect(readBearer(header)).toBe(token);
});

test('each request has a name of its own, kept through what it awaits', async () => {
  const named = () =>
    withTrace(async () => {
      const before = traceId();
      await new Promise((resolve) => setTimeout(resolve, 5));
      return [before, traceId()];
    });
  const [[a, b], [c, d]] = (await Promise.all([named(), named()])) as [string[], string[]];
  expect(a).toBe(b);
  expect(c).toBe(d);
  expect(a).not.toBe(c);
  expect(traceId()).toBe('none');
});
