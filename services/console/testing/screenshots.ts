// Takes a picture of every page, in both languages and both themes, for human eyes: `node --import tsx testing/screenshots.ts <folder> [filter]`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, openPage, type PageLook, signIn } from './browser.ts';
import { startTestConsole, type TestConsole } from './test-console.ts';

type Shot = {
  readonly name: string;
  readonly member?: string;
  readonly path: string | ((running: TestConsole) => string);
  readonly look?: PageLook;
  readonly act?: (page: Page) => Promise<void>;
};

const ADMIN = 'admin@lakeside.test';
const readOf =
  (status: string, product?: string) =>
  ({ mock }: TestConsole) => {
    const found = mock.world.diagnoses.find(
      (each) => each.status === status && (!product || each.product.id === product),
    );
    return `/diagnoses/${found?.id}`;
  };
const imagesReady = (page: Page) =>
  page
    .locator('.stage-note-end')
    .first()
    .waitFor()
    .then(() => page.waitForTimeout(700));

const SHOTS: readonly Shot[] = [
  { name: 'sign-in', path: '/sign-in' },
  {
    name: 'sign-in-refused',
    path: '/sign-in',
    act: async (page) => {
      await page.locator('#email').fill('someone@lakeside.test');
      await page.locator('#password').fill('wrong');
      await page.locator('button[type=submit]').click();
      await page.locator('[role=alert]').waitFor();
    },
  },
  { name: 'studies', member: ADMIN, path: '/studies' },
  { name: 'studies-narrow', member: ADMIN, path: '/studies', look: { width: 360, height: 780 } },
  { name: 'studies-empty', member: 'new@lakeside.test', path: '/studies' },
  { name: 'study', member: ADMIN, path: ({ mock }) => `/studies/${mock.world.studies[0]?.id}`, act: imagesReady },
  { name: 'study-xray', member: ADMIN, path: ({ mock }) => `/studies/${mock.world.studies[1]?.id}`, act: imagesReady },
  {
    name: 'study-narrow',
    member: ADMIN,
    path: ({ mock }) => `/studies/${mock.world.studies[0]?.id}`,
    look: { width: 360, height: 780 },
    act: imagesReady,
  },
  {
    name: 'order',
    member: ADMIN,
    path: ({ mock }) => `/studies/${mock.world.studies[9]?.id}`,
    act: async (page) => {
      await imagesReady(page);
      await page.locator('.study-side .button-primary').click();
      await page.locator('dialog .choice').nth(3).waitFor();
    },
  },
  { name: 'result-ct', member: ADMIN, path: readOf('COMPLETED', 'quantitative-ct'), act: imagesReady },
  { name: 'result-xray', member: ADMIN, path: readOf('COMPLETED', 'cxr-pneumonia'), act: imagesReady },
  { name: 'result-running', member: ADMIN, path: readOf('RUNNING'), act: imagesReady },
  { name: 'result-waiting', member: ADMIN, path: readOf('REQUESTED'), act: imagesReady },
  { name: 'result-failed', member: ADMIN, path: readOf('FAILED'), act: imagesReady },
  { name: 'result-out-of-scope', member: ADMIN, path: readOf('OUT_OF_SCOPE'), act: imagesReady },
  { name: 'result-cancelled', member: ADMIN, path: readOf('CANCELLED'), act: imagesReady },
  { name: 'products', member: ADMIN, path: '/products' },
  { name: 'usage', member: ADMIN, path: '/usage', act: (page) => page.waitForTimeout(500) },
  { name: 'revenue', member: 'finance@pulmonis.test', path: '/revenue', act: (page) => page.waitForTimeout(500) },
  {
    name: 'revenue-narrow',
    member: 'finance@pulmonis.test',
    path: '/revenue',
    look: { width: 360, height: 780 },
    act: (page) => page.waitForTimeout(500),
  },
  {
    name: 'revenue-platform',
    member: 'ops@hounsfield.test',
    path: '/revenue',
    act: (page) => page.waitForTimeout(500),
  },
  { name: 'api-keys', member: ADMIN, path: '/api-keys' },
  {
    name: 'api-key-created',
    member: ADMIN,
    path: '/api-keys',
    act: async (page) => {
      await page.locator('.page-head .button-primary').click();
      await page.locator('#key-name').fill('PACS gateway');
      await page.locator('dialog .button-primary').click();
      await page.locator('.copy-field').waitFor();
    },
  },
  { name: 'upload', member: ADMIN, path: '/upload' },
  {
    name: 'upload-chosen',
    member: ADMIN,
    path: '/upload',
    act: async (page) => {
      await chooseFiles(page, 40);
      await page.locator('.choice').nth(1).click();
      await page.waitForTimeout(300);
    },
  },
  { name: 'no-permission', member: 'reader@lakeside.test', path: '/api-keys' },
  { name: 'not-found', member: ADMIN, path: '/nowhere' },
];

const chooseFiles = (page: Page, count: number) =>
  page
    .locator('input[type=file]')
    .nth(1)
    .setInputFiles(
      Array.from({ length: count }, (_, at) => ({
        name: `IM-${String(at + 1).padStart(4, '0')}.dcm`,
        mimeType: 'application/dicom',
        buffer: Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(40_000, at)]),
      })),
    );

const [folder = 'screenshots', filter = ''] = process.argv.slice(2);
const looks = [
  { locale: 'en', scheme: 'light' },
  { locale: 'zh-CN', scheme: 'dark' },
  { locale: 'en', scheme: 'dark' },
  { locale: 'zh-CN', scheme: 'light' },
] as const;
await mkdir(folder, { recursive: true });
const running = await startTestConsole({ pace: 2_000 });
const browser = await launchBrowser();
try {
  for (const { name, member, path, look, act } of SHOTS) {
    for (const { locale, scheme } of looks) {
      const file = `${name}.${locale}.${scheme}.png`;
      if (filter !== '' && !new RegExp(filter).test(file)) continue;
      const { page, troubles } = await openPage(browser, running.url, { locale, scheme, ...look });
      const address = typeof path === 'string' ? path : path(running);
      if (member === undefined) await page.goto(address);
      else await signIn(page, member, address);
      await page.waitForLoadState('networkidle').catch(() => undefined);
      await act?.(page);
      await page.screenshot({ path: join(folder, file), fullPage: true });
      console.log(file, troubles.length === 0 ? '' : troubles);
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await running.stop();
}
