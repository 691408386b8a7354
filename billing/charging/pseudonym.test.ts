import { createHmac } from 'node:crypto';
import { type DiagnosisId, newId } from '@hounsfield/kernel';
import { expect, test } from '@jest/globals';
import { pseudonymizer } from './pseudonym.ts';

test("a pseudonym is the HMAC of the diagnosis id under the party's secret", () => {
  for (const secret of ['ab'.repeat(32), '00'.repeat(64), '']) {
    const nameOf = pseudonymizer(secret);
    for (let read = 0; read < 20; read += 1) {
      const id = newId<DiagnosisId>();
      const hmac = createHmac('sha256', Buffer.from(secret, 'hex')).update(id).digest();
      expect(nameOf(id)).toEqual(hmac.subarray(0, 16));
    }
  }
  expect(() => pseudonymizer('00'.repeat(65))).toThrow(/at most 64/);
});
