import { expect, test } from '@jest/globals';
import { inspectOnnx } from './onnx-gate.ts';

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
const field = (number: number, content: Uint8Array | string): Uint8Array => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length), ...bytes]);
};
const count = (number: number, value: number): Uint8Array => Uint8Array.from([...varint(number * 8), ...varint(value)]);
const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

const node = (operator: string, extra: Uint8Array = new Uint8Array(0)) =>
  join(field(1, 'x'), field(2, 'y'), field(4, operator), extra);
const model = (...graphParts: readonly Uint8Array[]) => join(count(1, 9), field(7, join(...graphParts)));
const external = join(
  count(1, 4),
  count(2, 1),
  field(8, 'w'),
  field(13, join(field(1, 'location'), field(2, '/etc/passwd'))),
  count(14, 1),
);
const identity = field(1, node('Identity'));

test('lets a plain network pass', () => {
  expect(inspectOnnx(model(identity))).toBeUndefined();
});

test.each<[string, Uint8Array, RegExp]>([
  ['external weights', model(identity, field(5, external)), /external/],
  [
    'an external file without the location flag',
    model(identity, field(5, join(count(1, 4), field(13, field(1, 'location'))))),
    /external/,
  ],
  ['the location flag without a file', model(identity, field(5, join(count(1, 4), count(14, 1)))), /external/],
  [
    'external weights in an attribute',
    model(field(1, node('Constant', field(5, join(field(1, 'value'), field(5, external)))))),
    /external/,
  ],
  [
    'external weights in a list attribute',
    model(field(1, node('Constant', field(5, field(10, external))))),
    /external/,
  ],
  ['external weights in a sparse tensor', model(identity, field(15, field(1, external))), /external/],
  [
    'external weights in a nested graph',
    model(field(1, node('Relu', field(5, field(6, field(5, external)))))),
    /external/,
  ],
  [
    'external weights in a function',
    join(model(identity), field(25, field(7, node('Constant', field(5, field(5, external)))))),
    /external/,
  ],
  [
    'external weights in training information',
    join(model(identity), field(20, field(1, field(5, external)))),
    /external/,
  ],
  ['a loop', model(field(1, node('Loop'))), /Loop/],
  ['a loop inside a nested graph', model(field(1, node('Relu', field(5, field(11, field(1, node('Scan'))))))), /Scan/],
  ['an operator of a foreign domain', model(field(1, node('Evil', field(7, 'com.evil')))), /com\.evil/],
  ['a foreign operator set', join(model(identity), field(8, field(1, 'com.evil'))), /com\.evil/],
  ['a tensor of absurd size', model(identity, field(5, join(count(1, 1_000_000), count(1, 1_000_000)))), /too large/],
  [
    'a tensor of absurd packed size',
    model(identity, field(5, field(1, Uint8Array.from([...varint(1e6), ...varint(1e6)])))),
    /too large/,
  ],
  ['no operators', model(), /no operators/],
  ['a cut end', model(identity).slice(0, -2), /cut short/],
  ['a length beyond the end', Uint8Array.of(58, 200, 1, 1), /cut short/],
  ['no protobuf at all', Buffer.from('this is not a model'), /not a protobuf|cut short/],
  ['an endless number', new Uint8Array(20).fill(255), /not a protobuf|cut short/],
])('refuses %s', (_, bytes, reason) => {
  expect(inspectOnnx(bytes)).toMatch(reason);
});

test('refuses messages that nest without end, without running out of stack', () => {
  let nested = field(1, node('Relu'));
  for (let depth = 0; depth < 60; depth++) nested = field(1, node('If', field(5, field(6, nested))));
  expect(inspectOnnx(model(nested))).toMatch(/nest too deep|If/);
  let quiet = field(5, external);
  for (let depth = 0; depth < 60; depth++) quiet = field(1, node('Relu', field(5, field(6, quiet))));
  expect(inspectOnnx(model(quiet))).toMatch(/nest too deep/);
});
