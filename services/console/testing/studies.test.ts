// The worklist, images, orders and results in a real browser, in front of a mock marketplace.
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signIn } from './browser.ts';
import { ADMIN, inBrowser } from './browser-suite.ts';

const greys = (page: Page) =>
  page.evaluate(() => {
    const shown = document.querySelector<HTMLCanvasElement>('.stage-canvas');
    if (shown === null) return 0;
    // A copy is read, so that the page's own canvas stays where the browser put it.
    const copy = new OffscreenCanvas(shown.width, shown.height).getContext('2d', { willReadFrequently: true });
    copy?.drawImage(shown, 0, 0);
    const data = copy?.getImageData(0, 0, shown.width, shown.height).data ?? [];
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += data[at] ?? 0;
    return sum / (data.length / 4);
  });

inBrowser('the console: studies and results', (suite) => {
  test('says what is wrong at the door, and leads on to where one wanted to go', async () => {
    await suite.page.goto('/usage?month=2026-11');
    await suite.page.waitForURL('**/sign-in?next=%2Fusage%3Fmonth%3D2026-11');
    await suite.page.getByRole('button', { name: 'Sign in' }).click();
    await suite.page.getByText('Enter your e-mail address.').waitFor();
    expect(await suite.page.evaluate(() => document.activeElement?.id)).toBe('email');
    await suite.page.getByLabel('E-mail').fill(ADMIN);
    await suite.page.getByLabel('Password', { exact: true }).fill('wrong');
    await suite.page.getByRole('button', { name: 'Sign in' }).click();
    await suite.page.getByRole('alert').getByText('INVALID_CREDENTIALS').waitFor();
    await suite.page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await suite.page.keyboard.press('Enter');
    await suite.page.waitForURL('**/usage?month=2026-11');
    await suite.page.getByRole('heading', { name: 'Usage and charges' }).waitFor();
  });

  test('walks the worklist with j, k and Enter, and holds new studies back until asked', async () => {
    await signIn(suite.page, ADMIN);
    await suite.page.locator('[data-row-link]').first().waitFor();
    for (const key of ['j', 'j', 'j', 'k']) await suite.page.keyboard.press(key);
    expect(await suite.page.evaluate(() => document.activeElement?.textContent)).toBe('Okonkwo, Adaeze');
    const [newest] = suite.running.mock.world.studies;
    if (newest)
      suite.running.mock.world.studies.unshift({ ...newest, id: 'fresh', patientName: 'Fresh^Study', diagnoses: [] });
    await suite.page.getByRole('button', { name: '1 new study' }).waitFor();
    expect(await suite.page.getByText('Fresh, Study').count()).toBe(0);
    expect(await suite.page.evaluate(() => document.activeElement?.textContent)).toBe('Okonkwo, Adaeze');
    await suite.page.getByRole('button', { name: '1 new study' }).click();
    await suite.page.getByText('Fresh, Study').waitFor();
    suite.running.mock.world.studies.shift();
    await suite.page.keyboard.press('j');
    await suite.page.keyboard.press('Enter');
    await suite.page.waitForURL('**/studies/*');
  });

  test('shows more rows page by page without losing the first ones', async () => {
    await signIn(suite.page, ADMIN);
    await suite.page.getByRole('button', { name: 'Show more' }).click();
    await suite.page.locator('tbody tr').nth(33).waitFor();
    expect(await suite.page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
  });

  test('changes the language in place, product names included, and no key shows through', async () => {
    await signIn(suite.page, ADMIN, '/products');
    await suite.page.getByRole('heading', { name: 'Quantitative chest CT' }).waitFor();
    await suite.page.getByLabel('Language').selectOption('zh-CN');
    await suite.page.getByRole('heading', { name: '胸部 CT 定量分析' }).waitFor();
    expect(new URL(suite.page.url()).pathname).toBe('/products');
    expect(await suite.page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    for (const path of [
      '/studies',
      '/upload',
      '/usage',
      '/api-keys',
      suite.readOf('COMPLETED'),
      suite.readOf('FAILED'),
    ]) {
      await suite.page.goto(path);
      await suite.page.locator('h1').first().waitFor();
      expect(await suite.page.locator('body').innerText()).not.toMatch(
        /\b[a-z][A-Za-z]+(\.[a-zA-Z]+)+\b(?!\.(dcm|com|test))/,
      );
    }
  });

  test('shows images that answer to window presets, the wheel, keys and the slider', async () => {
    await signIn(suite.page, ADMIN, `/studies/${suite.running.mock.world.studies[0]?.id}`);
    const shown = suite.page.locator('.slider output');
    await suite.page.waitForFunction(() => document.querySelector('.stage-note')?.textContent?.includes('W 1500'));
    const lung = await greys(suite.page);
    expect(lung).toBeGreaterThan(10);
    await suite.page.getByRole('button', { name: 'Bone' }).click();
    expect(Math.abs((await greys(suite.page)) - lung)).toBeGreaterThan(5);
    await suite.page.getByRole('application').focus();
    await suite.page.keyboard.press('2');
    expect(await suite.page.getByLabel('Window width').inputValue()).toBe('400');
    await suite.page.keyboard.press('End');
    expect(await shown.textContent()).toBe('60 / 60');
    await suite.page.keyboard.press('PageUp');
    await suite.page.locator('.stage-canvas').hover();
    await suite.page.mouse.wheel(0, 80);
    await suite.page.getByText('52 / 60').first().waitFor();
    await suite.page.getByRole('slider').fill('5');
    expect(await shown.textContent()).toBe('5 / 60');
    await suite.page.getByRole('button', { name: 'Thorax 5 mm' }).click();
    await suite.page.getByText('6 / 12').first().waitFor();
  });

  test('orders a read at the price shown and follows it live to its findings', async () => {
    const study = suite.running.mock.world.studies.find(
      ({ diagnoses, status }) => diagnoses.length === 0 && status === 'COMPLETE',
    );
    await signIn(suite.page, ADMIN, `/studies/${study?.id}`);
    await suite.page.getByRole('button', { name: 'Order a read' }).click();
    await suite.page.getByRole('radio', { name: /Chest X-ray/ }).check();
    await suite.page.getByRole('radio', { name: /STAT/ }).check();
    await suite.page.getByRole('button', { name: 'Order for CN¥27.00' }).click();
    await suite.page
      .getByText(/reads? ahead|Next in line/)
      .first()
      .waitFor();
    await suite.page.getByRole('link', { name: /Details|Open the result/ }).click();
    await suite.page.getByRole('heading', { name: /^No result yet/ }).waitFor();
    expect(await suite.page.locator('table.findings').count()).toBe(0);
    await suite.page.locator('table.findings').getByText('86.7%').waitFor();
    await suite.page.getByText('AI preliminary, not for primary diagnosis').waitFor();
    await suite.page.getByText('temperature scaling').waitFor();
    const file = suite.page.waitForEvent('download');
    await suite.page.getByRole('button', { name: 'Download DICOM SR' }).click();
    const saved = await readFile(await (await file).path());
    expect(saved.subarray(128, 132).toString()).toBe('DICM');
  });

  test('cancels a running read and says that nothing was charged', async () => {
    await signIn(suite.page, ADMIN, suite.readOf('RUNNING'));
    await suite.page.getByRole('button', { name: 'Cancel this read' }).click();
    await suite.page.getByRole('dialog').getByRole('button', { name: 'Cancel this read' }).click();
    await suite.page.getByRole('heading', { name: 'No result: the read was cancelled' }).waitFor();
    await suite.page.getByText('Nothing was charged', { exact: true }).waitFor();
  });

  test('never shows a read without a result as if it had one', async () => {
    await signIn(suite.page, ADMIN);
    for (const status of ['FAILED', 'OUT_OF_SCOPE', 'CANCELLED', 'NEEDS_ATTENTION', 'REQUESTED'] as const) {
      await suite.page.goto(suite.readOf(status));
      await suite.page.getByRole('heading', { name: /^No result/ }).waitFor();
      expect(await suite.page.locator('table.findings').count()).toBe(0);
      expect(await suite.page.getByText('Download DICOM SR').count()).toBe(0);
    }
  });
});
