// The frame of every browser test: one console and one browser a file, one fresh page a test, and no page may complain.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { DiagnosisStatus } from '../generated/operations.ts';
import { hasBrowser, launchBrowser, openPage, type PageLook } from './browser.ts';
import { chromiumPath } from './config.ts';
import { startTestConsole, type TestConsole } from './test-console.ts';

export const ADMIN = 'admin@lakeside.test';

export type BrowserSuite = {
  readonly running: TestConsole;
  page: Page;
  /** Everything that the page complained about; a test that provokes complaints takes them out again. */
  troubles: string[];
  /** Replaces the page by one with another language, theme or size. */
  open(look?: PageLook): Promise<void>;
  /** The address of some read in a state. */
  readOf(status: DiagnosisStatus): string;
};

/** Runs `tests` where there is a browser, and says so once where there is none. */
export const inBrowser = (title: string, tests: (suite: BrowserSuite) => void): void => {
  if (!hasBrowser()) console.warn(`skipped: ${title}, no Chromium at ${chromiumPath()}`);
  jest.setTimeout(240_000);
  (hasBrowser() ? describe : describe.skip)(title, () => {
    let running: TestConsole;
    let browser: Browser;
    const suite = {
      get running() {
        return running;
      },
      async open(look?: PageLook) {
        await suite.page?.context().close();
        Object.assign(suite, await openPage(browser, running.url, look));
      },
      readOf(status: DiagnosisStatus) {
        const found = running.mock.world.diagnoses.find((each) => each.status === status);
        return `/diagnoses/${found?.id}`;
      },
    } as BrowserSuite;
    beforeAll(async () => {
      running = await startTestConsole({ pace: 250 });
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      await running?.stop();
    });
    beforeEach(() => suite.open());
    afterEach(() => {
      running.mock.world.faults.clear();
      expect(suite.troubles).toEqual([]);
    });
    tests(suite);
  });
};
