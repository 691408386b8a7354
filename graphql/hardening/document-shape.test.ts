// The measure of documents: fragments count as often as they are spread, and no document takes long to measure.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'graphql';
import { shapesOf } from './document-shape.ts';
import { normalisedText } from './normalise-operation.ts';

const shapeOf = (text: string) => shapesOf(parse(text))[0];

test('depth, fields, aliases and directives are those of the expanded document', () => {
  expect(shapeOf('{ a { b c: d } ... on Q @skip(if: false) { e } }')).toEqual({
    depth: 2,
    fields: 4,
    aliases: 1,
    directives: 1,
  });
  expect(shapeOf('query ($v: Int @d) @e { a { ...f } b { ...f } } fragment f on T { x: y { z } }')).toEqual({
    depth: 3,
    fields: 6,
    aliases: 2,
    directives: 2,
  });
});

test('fragments that multiply are measured at once, and cycles end', () => {
  const levels = Array.from(
    { length: 200 },
    (_, at) => `fragment f${at} on T { a { ...f${at + 1} } b { ...f${at + 1} } }`,
  );
  const started = performance.now();
  expect(shapeOf(`{ ...f0 } ${levels.join(' ')} fragment f200 on T { z }`)?.fields).toBeGreaterThan(1e50);
  expect(shapeOf('{ ...a } fragment a on T { x { ...b } } fragment b on T { y { ...a } }')?.depth).toBe(2);
  expect(performance.now() - started).toBeLessThan(500);
});

test('a chain of fields is as deep as it is long', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (length) => {
      expect(shapeOf(`${'{ a '.repeat(length)}${'}'.repeat(length)}`)).toMatchObject({ depth: length, fields: length });
    }),
  );
});

test('layout, fragment order and type names do not change what an operation is', () => {
  const one = 'query Q { a { ...g ...f } } fragment f on T { b { c } } fragment g on T { d }';
  const other =
    'fragment g on T { d __typename }\n\nquery Q {\n  a { ...g\n ...f __typename } }\nfragment f on T { b { c __typename } __typename }';
  expect(normalisedText(parse(one))).toBe(normalisedText(parse(other)));
  expect(normalisedText(parse(one))).not.toBe(normalisedText(parse(one.replace('d }', 'e }'))));
  expect(normalisedText(parse(normalisedText(parse(one))))).toBe(normalisedText(parse(one)));
});
