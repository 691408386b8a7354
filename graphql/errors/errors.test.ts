// Words for people: refusals in both languages, faults masked.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '@hounsfield/kernel';
import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { withTrace } from '../http/trace.ts';
import { negotiateLocale } from '../locale.ts';
import { badInput, forbidden } from './faults.ts';
import { maskError } from './mask-error.ts';
import { refusalMessage } from './refusal-message.ts';

const SERVICES = join(import.meta.dirname, '../../services');

/** The codes of refusals that a room's own sources return to people. */
const codesOf = (room: string): string[] => {
  const files = readdirSync(join(SERVICES, room), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((name) => /(?<!\.test|\.d)\.ts$/.test(name) && !name.startsWith('dist'));
  return sources.flatMap((name) => {
    const text = readFileSync(join(SERVICES, room, name), 'utf8');
    const returned = [...text.matchAll(/(?:refusal|outOfScope)\(\s*'([A-Z_]+)'/g)].map((match) => match[1] ?? '');
    const unions = [...text.matchAll(/RefusalCode =([\s\S]*?);/g)].flatMap((match) =>
      [...(match[1] ?? '').matchAll(/'([A-Z_]+)'/g)].map((code) => code[1] ?? ''),
    );
    return [...returned, ...unions];
  });
};

// Between processes only: no person ever reads them through this window.
const INTERNAL = new Set([
  'ATTEMPT_SUPERSEDED',
  'BAD_CURSOR',
  'BAD_EMAIL',
  'BAD_PAGE',
  'EMAIL_TAKEN',
  'IDENTITY_UNREADABLE',
  'MEMBER_NOT_FOUND',
  'NO_ORGANISATION',
  'NO_SOP_CLASS',
  'ORGANISATION_EXISTS',
  'ROLE_NOT_ALLOWED',
  'UNREADABLE_FILE',
  'WEAK_PASSWORD',
]);

test.each(['tenancy', 'studies', 'diagnoses', 'dicom', 'inference'])(
  'every refusal of %s that people read has a sentence in Chinese',
  (room) => {
    const missing = codesOf(room).filter(
      (code) => !INTERNAL.has(code) && refusalMessage({ code, message: code }, 'zh-CN') === code,
    );
    expect([...new Set(missing)]).toEqual([]);
  },
);

test('English is the words of the room itself', () => {
  expect(refusalMessage({ code: 'NOT_DICOM', message: 'It is a cat.' }, 'en')).toBe('It is a cat.');
  expect(refusalMessage({ code: 'NEVER_SEEN', message: 'New.' }, 'zh-CN')).toBe('New.');
});

test.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['zh-Hant-TW', 'zh-CN'],
  ['fr-FR,en-GB;q=0.7', 'en'],
  ['de', undefined],
  [undefined, undefined],
  ['x'.repeat(100_000), undefined],
])('%s is answered in %s', (header, locale) => {
  expect(negotiateLocale(header)).toBe(locale);
});

test('a fault of ours shows a trace and nothing else; a public error shows its sentence without suggestions', () => {
  const mask = maskError(createLogger('test', 'silent'));
  const masked = (error: GraphQLError) => withTrace(() => mask(error.toJSON(), error));
  const fault = masked(
    new GraphQLError('connect ECONNREFUSED 10.0.0.7:5432', { extensions: { stacktrace: ['secret'] } }),
  );
  expect(JSON.stringify(fault)).not.toMatch(/10\.0\.0\.7|secret/);
  expect(fault).toMatchObject({
    message: expect.stringContaining('quote'),
    extensions: { code: 'INTERNAL', traceId: expect.any(String) },
  });
  expect(masked(badInput('Wrong. Did you mean "patientName"?')).message).toBe('Wrong.');
  expect(masked(forbidden()).extensions).toEqual({ code: 'FORBIDDEN', traceId: expect.any(String) });
});
