// The machine's Chromium as a person would use it: pages in a language and a theme, what goes wrong in them, and axe's verdict.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const chromiumPath = (): string => process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';

/** `describe` where a browser is installed; otherwise skipped tests whose reason is printed. */
export const inBrowser = (): typeof describe | typeof describe.skip => {
  if (existsSync(chromiumPath())) return describe;
  process.stderr.write(`    skipped: there is no browser at ${chromiumPath()} (CHROMIUM_BIN names another)\n`);
  return describe.skip;
};

/** Launches it without anything that talks to its maker. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export type Look = { readonly locale: 'en' | 'zh-CN'; readonly scheme: 'light' | 'dark' };

/** One signed-in person's window. */
export type Visit = {
  readonly page: Page;
  /** Errors of the page and of its console, in words. */
  readonly troubles: readonly string[];
  /** Every answer that came from the product's own servers, as text. */
  readonly answers: readonly string[];
  readonly close: () => Promise<void>;
};

const READABLE = /json|text|javascript|dicom\+json/;

/** Opens a window with a fresh profile and signs in through the page. */
export const visit = async (
  browser: Browser,
  url: string,
  { email, password }: { readonly email: string; readonly password: string },
  { locale, scheme }: Look,
): Promise<Visit> => {
  const context = await browser.newContext({
    baseURL: url,
    locale,
    colorScheme: scheme,
    viewport: { width: 1280, height: 800 },
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const troubles: string[] = [];
  const answers: string[] = [];
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (READABLE.test(response.headers()['content-type'] ?? '')) {
      response.text().then(
        (text) => answers.push(text),
        () => undefined,
      );
    }
  });
  await page.goto('/sign-in');
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('#main h1').waitFor();
  return { page, troubles, answers, close: () => context.close() };
};

/** What axe finds serious or critical on the page as it stands now, one line each. */
export const axeTroubles = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate(`axe.run(document, { resultTypes: ['violations'] })`)) as Pick<
    AxeResults,
    'violations'
  >;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
};

const GREYS = `(() => {
  const canvas = document.querySelector('canvas');
  const context = canvas && canvas.getContext('2d');
  if (!context || canvas.width === 0 || canvas.height === 0) return 0;
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const greys = new Set();
  for (let at = 0; at < data.length; at += 4) greys.add(data[at]);
  return greys.size;
})()`;

/** Waits until the first canvas shows a picture; how many different greys it has. An empty canvas has one. */
export const greysOnCanvas = async (page: Page): Promise<number> => {
  // Asked again and again rather than waited for inside the page: its policy forbids the evaluation that would need.
  for (let tries = 0; tries < 60 && (await page.evaluate<number>(GREYS)) <= 16; tries += 1)
    await page.waitForTimeout(250);
  return page.evaluate<number>(GREYS);
};
