// What a fault is called in front of people.
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { expect, test } from '@jest/globals';
import { describeFault, HttpFault } from './fault.ts';

const graphql = (code: string) =>
  new CombinedGraphQLErrors({ errors: [{ message: 'No.', extensions: { code, traceId: 't-1' } }] });

test('tells a closed session from a missing right and from our own mistake, with the code and trace to quote', () => {
  expect(describeFault(graphql('UNAUTHENTICATED'))).toEqual({
    kind: 'signedOut',
    code: 'UNAUTHENTICATED',
    trace: 't-1',
  });
  expect(describeFault(graphql('FORBIDDEN')).kind).toBe('forbidden');
  expect(describeFault(graphql('INTERNAL'))).toEqual({ kind: 'server', code: 'INTERNAL', trace: 't-1' });
});

test('tells a broken network from an answer that says no', () => {
  expect(describeFault(new TypeError('Failed to fetch'))).toEqual({ kind: 'offline', code: 'NETWORK' });
  expect(describeFault(new HttpFault(404))).toEqual({ kind: 'notFound', code: 'HTTP_404' });
  expect(describeFault(new HttpFault(503)).kind).toBe('busy');
});
