// Every page for everybody: axe-core in both themes and languages, 400 % zoom, targets of 24 pixels.
import { expect, test } from '@jest/globals';
import { seriousViolations } from './accessibility.ts';
import { signIn } from './browser.ts';
import { ADMIN, inBrowser } from './browser-suite.ts';

inBrowser('the console: accessibility', (suite) => {
  test('needs no sideways scrolling at 400 % zoom, and keeps its targets at 24 pixels', async () => {
    await suite.page.setViewportSize({ width: 320, height: 256 });
    await signIn(suite.page, ADMIN);
    for (const path of [
      '/studies',
      `/studies/${suite.running.mock.world.studies[0]?.id}`,
      suite.readOf('COMPLETED'),
      '/usage',
      '/upload',
      '/products',
      '/api-keys',
    ]) {
      await suite.page.goto(path);
      await suite.page.locator('h1').first().waitFor({ state: 'attached' });
      await suite.page.waitForTimeout(250);
      const { wide, small } = await suite.page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        small: [...document.querySelectorAll('button, select, input:not([hidden]), .button, .side-link')]
          .filter((element) => element.checkVisibility())
          .map((element) => ({ element, box: (element.closest('label.choice') ?? element).getBoundingClientRect() }))
          .filter(({ box }) => box.width < 24 || box.height < 24)
          .map(({ element }) => element.outerHTML.slice(0, 120)),
      }));
      expect([path, wide, small]).toEqual([path, 320, []]);
    }
  });

  for (const scheme of ['light', 'dark'] as const)
    test(`has no serious accessibility violation on any page (${scheme})`, async () => {
      await suite.open({ scheme, locale: scheme === 'dark' ? 'zh-CN' : 'en' });
      await suite.page.goto('/sign-in');
      await suite.page.locator('#email').waitFor();
      const found: Record<string, string[]> = { '/sign-in': await seriousViolations(suite.page) };
      const visit = async (path: string) => {
        await suite.page.goto(path);
        await suite.page.locator('h1, h2').first().waitFor({ state: 'attached' });
        await suite.page.waitForTimeout(400);
        found[path] = await seriousViolations(suite.page);
      };
      await signIn(suite.page, ADMIN);
      const results = (['COMPLETED', 'FAILED', 'OUT_OF_SCOPE', 'REQUESTED'] as const).map((status) =>
        suite.readOf(status),
      );
      for (const path of [
        '/studies',
        `/studies/${suite.running.mock.world.studies[1]?.id}`,
        ...results,
        '/upload',
        '/products',
        '/usage',
        '/api-keys',
        '/nowhere',
      ])
        await visit(path);
      await suite.page.context().clearCookies();
      await signIn(suite.page, 'ops@hounsfield.test');
      await visit('/revenue');
      expect(Object.fromEntries(Object.entries(found).filter(([, violations]) => violations.length > 0))).toEqual({});
    });
});
