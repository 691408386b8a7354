// The browser of the tests: the machine's Chromium, headless, a fresh profile for every page.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './config.ts';
import { PASSWORD } from './mock/world.ts';

export type PageLook = {
  readonly locale?: 'en' | 'zh-CN';
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
};

/** True where a browser is installed. */
export const hasBrowser = (): boolean => existsSync(chromiumPath());

/** Launches it. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });

/** A page with a language and a theme; what goes wrong inside it is collected in `troubles`. */
export const openPage = async (
  browser: Browser,
  baseURL: string,
  { locale = 'en', scheme = 'light', width = 1440, height = 900 }: PageLook = {},
  more: BrowserContextOptions = {},
): Promise<{ page: Page; troubles: string[] }> => {
  const context = await browser.newContext({
    baseURL,
    locale,
    colorScheme: scheme,
    viewport: { width, height },
    timezoneId: 'Asia/Shanghai',
    ...more,
  });
  const page = await context.newPage();
  // Generous, for machines that run many suites at once; nothing waits longer than it must.
  page.setDefaultTimeout(60_000);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(`console: ${message.text()}`);
  });
  return { page, troubles };
};

/** Signs in through the door and waits for the first page. */
export const signIn = async (page: Page, email: string, path = '/'): Promise<void> => {
  await page.goto(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.locator('#main').waitFor();
};
