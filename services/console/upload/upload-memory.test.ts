// What an upload leaves on this device.
import { expect, test } from '@jest/globals';
import { storedUploadMemory } from './upload-memory.ts';

const storageOf = (content: Record<string, string> = {}) => ({
  getItem: (key: string) => content[key] ?? null,
  setItem: (key: string, value: string) => {
    content[key] = value;
  },
  removeItem: (key: string) => {
    delete content[key];
  },
});

test('remembers an unfinished upload by its id and salt, without any file name', () => {
  const content: Record<string, string> = {};
  const memory = storedUploadMemory(storageOf(content));
  const upload = { uploadId: 'u', salt: 's', files: 3, bytes: 10, openedAt: '2026-11-23T00:00:00Z' };
  memory.save(upload);
  expect(memory.load()).toEqual(upload);
  memory.forget();
  expect(memory.load()).toBeUndefined();
});

test('treats anything unreadable as nothing', () => {
  for (const text of ['', '{', 'null', '[]', '{"uploadId":1}'])
    expect(storedUploadMemory(storageOf({ 'hounsfield.upload': text })).load()).toBeUndefined();
});
