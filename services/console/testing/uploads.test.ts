// Uploads in a real browser: real hashing, real requests to another origin, and everything that can go wrong on the way.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { seriousViolations } from './accessibility.ts';
import { signIn } from './browser.ts';
import { ADMIN, inBrowser } from './browser-suite.ts';

const dicomFile = (name: string, size = 30_000, fill = 1) => ({
  name,
  mimeType: 'application/dicom',
  buffer: Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(size, fill)]),
});
const choose = (page: Page, files: ReturnType<typeof dicomFile>[] | string[]) =>
  page.locator('input[type=file]').nth(1).setInputFiles(files);

inBrowser('the console: uploads', (suite) => {
  test('uploads a folder with an order at its price and reports every file', async () => {
    await signIn(suite.page, ADMIN, '/upload');
    await choose(suite.page, [
      ...Array.from({ length: 7 }, (_, at) => dicomFile(`IM-${at}.dcm`, 30_000, at)),
      { ...dicomFile('notes.txt'), buffer: Buffer.from('not an image') },
    ]);
    await suite.page.getByText('8 files').waitFor();
    await suite.page.getByRole('radio', { name: /Quantitative/ }).check();
    await suite.page.getByRole('button', { name: 'Upload and order for CN¥48.00' }).click();
    await suite.page.getByText('7 stored, 1 rejected').waitFor();
    await suite.page.getByText('the marker DICM is missing').waitFor();
    expect(await seriousViolations(suite.page)).toEqual([]);
    await suite.page.getByRole('link', { name: 'Follow the read' }).click();
    await suite.page.locator('table.findings').waitFor();
  });

  test('keeps what arrived when the store fails or the page is reloaded, and sends only the rest', async () => {
    const { uploads } = suite.running.mock;
    const contents = Array.from({ length: 12 }, (_, at) => dicomFile(`S-${at}.dcm`, 20_000, at + 50));
    contents.push(dicomFile('large.dcm', 9 * 1024 * 1024, 7));
    // Files on disk: chosen again, they have the age they had before.
    const folder = await mkdtemp(join(tmpdir(), 'hounsfield-upload-'));
    const files = contents.map(({ name }) => join(folder, name));
    await Promise.all(contents.map(({ buffer }, at) => writeFile(files[at] ?? '', buffer)));
    uploads.stored.length = 0;
    uploads.mostAtOnce = 0;
    uploads.failing = 2;
    uploads.delay = 120;
    await signIn(suite.page, ADMIN, '/upload');
    await choose(suite.page, files);
    await suite.page.getByRole('button', { name: 'Upload', exact: true }).click();
    await suite.page.getByRole('button', { name: 'Pause' }).click();
    await suite.page.getByRole('heading', { name: 'Paused' }).waitFor();
    await suite.page.waitForTimeout(400);
    const before = uploads.stored.length;
    expect(before).toBeLessThan(14);
    suite.page.on('dialog', (dialog) => void dialog.accept());
    await suite.page.reload();
    await suite.page.getByText('An upload of 13 files is not finished').waitFor();
    uploads.delay = 5;
    await choose(suite.page, files.slice(0, 1));
    await suite.page.getByText(/Choose the same folder, or discard/).waitFor();
    await choose(suite.page, files);
    await suite.page.getByText('All 13 files stored').waitFor();
    expect(uploads.stored.length).toBe(14);
    expect(new Set(uploads.stored).size).toBe(14);
    expect(uploads.mostAtOnce).toBeLessThanOrEqual(3);
    await rm(folder, { recursive: true });
    suite.troubles = suite.troubles.filter((line) => !/status of 503/.test(line));
  });

  test('goes on by itself when the network comes back', async () => {
    const { uploads } = suite.running.mock;
    uploads.delay = 40;
    await signIn(suite.page, ADMIN, '/upload');
    await choose(
      suite.page,
      Array.from({ length: 10 }, (_, at) => dicomFile(`N-${at}.dcm`, 20_000, at + 90)),
    );
    await suite.page.getByRole('button', { name: 'Upload', exact: true }).click();
    await suite.page.getByText(/[1-9] of 10 files/).waitFor();
    uploads.down = true;
    await suite.page.getByRole('heading', { name: 'Interrupted' }).waitFor();
    expect(await seriousViolations(suite.page)).toEqual([]);
    uploads.down = false;
    uploads.delay = 0;
    await suite.page.getByText('All 10 files stored').waitFor();
    suite.troubles = suite.troubles.filter((line) => !/ERR_|net::/.test(line));
  });
});
