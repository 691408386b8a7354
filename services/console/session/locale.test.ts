// The language a newcomer is greeted in.
import { expect, test } from '@jest/globals';
import { nearestLocale } from './locale.ts';

test('takes the first language that we speak', () => {
  expect(nearestLocale(['fr-FR', 'zh-Hans-CN', 'en'])).toBe('zh-CN');
  expect(nearestLocale(['en-GB', 'zh'])).toBe('en');
  expect(nearestLocale(['', 'de'])).toBe('en');
});
