// The main journey in headless Chromium: a price, an upload, a read that runs, a result with images, a charge, a partner's share.
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConsole } from '@hounsfield/infra/local';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  axeTroubles,
  greysOnCanvas,
  inBrowser,
  type Look,
  launchBrowser,
  type Visit,
  visit,
} from '../clients/browser.ts';
import { query, signIn } from '../clients/graphql-client.ts';
import { untranslated } from '../clients/untranslated.ts';
import { type JourneyStack, ROOT, signInOf, startJourneyStack } from './journey-stack.ts';
import { type DiagnosisSeen, ended, sampleStudy } from './orders.ts';

const PICTURES = join(ROOT, 'docs/screenshots');
const TAKES_PICTURES = process.env.SCREENSHOTS === '1';
const EN: Look = { locale: 'en', scheme: 'light' };
const EN_DARK: Look = { locale: 'en', scheme: 'dark' };
const ZH_DARK: Look = { locale: 'zh-CN', scheme: 'dark' };

let stack: JourneyStack;
let browser: Browser;
let diagnosis: DiagnosisSeen;

const enter = (organisation: RegExp, role: RegExp, look: Look): Promise<Visit> =>
  visit(browser, stack.urls.console, signInOf(stack, organisation, role), look);

const picture = async (page: Page, name: string): Promise<void> => {
  if (!TAKES_PICTURES) return;
  await mkdir(PICTURES, { recursive: true });
  await page.waitForTimeout(800);
  await page.screenshot({ path: join(PICTURES, name) });
};

/** Every page must read well for those who cannot see it, and in its own language. */
const wellMade = async (page: Page, locale: Look['locale'] = 'en'): Promise<void> => {
  expect({ page: page.url(), axe: await axeTroubles(page) }).toEqual({ page: page.url(), axe: [] });
  expect(await untranslated(page, locale)).toEqual([]);
};

/** Studies of other people, so that the pictures show more than one row. */
const furnish = async (): Promise<void> => {
  for (const [kind, seed, product] of [
    ['xray', 21, 'cxr-pneumonia'],
    ['xray', 22, undefined],
    ['ct', 23, 'quantitative-ct'],
    ['xray', 24, 'cxr-pneumonia'],
  ] as const) {
    const folder = await sampleStudy(stack, kind, seed, ...(kind === 'ct' ? ['--size', '128', '--slices', '32'] : []));
    const order = product === undefined ? [] : ['--product', product, '--wait'];
    await stack.cli('upload', folder, ...order);
  }
};

const dollars = (minor: string | bigint): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' }).format(Number(minor) / 100);

/** The numbers of the findings table as a reader sees them. */
const numbersShown = async (page: Page): Promise<readonly number[]> =>
  (await page.locator('.finding-value').allInnerTexts()).map((text) =>
    Number.parseFloat(text.replaceAll(',', '').replace('\u2212', '-')),
  );

const charges = async (): Promise<ReadonlyArray<NonNullable<DiagnosisSeen['charge']>>> => {
  const { email, password } = signInOf(stack, /Riverside/, /^Finance$/);
  const { charges } = await query<{
    charges: { edges: ReadonlyArray<{ node: NonNullable<DiagnosisSeen['charge']> }> };
  }>(
    stack.urls.console,
    '{ charges(first: 50) { edges { node { id net { amountMinor currency } splits { role amount { amountMinor } } } } } }',
    {},
    await signIn(stack.urls.console, email, password),
  );
  return charges.edges.map(({ node }) => node);
};

/** What must appear nowhere outside the hospital: names in both scripts, numbers, identifiers. */
const secrets = async (): Promise<readonly string[]> => {
  type Seen = { patientName: string; patientId: string; studyInstanceUid: string };
  const { studies } = await query<{ studies: { edges: ReadonlyArray<{ node: Seen }> } }>(
    stack.urls.console,
    '{ studies(first: 50) { edges { node { patientName patientId studyInstanceUid } } } }',
    {},
    { apiKey: stack.seed.apiKey },
  );
  return studies.edges.flatMap(({ node }) => [
    node.patientId,
    node.studyInstanceUid,
    ...node.patientName.split(/[\s^=]+/).filter((part) => /\p{Script=Han}{2}|\w{4}/u.test(part)),
  ]);
};

inBrowser()('in a browser', () => {
  beforeAll(async () => {
    await buildConsole(ROOT);
    stack = await startJourneyStack();
    browser = await launchBrowser();
    if (TAKES_PICTURES) await furnish();
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  test('a technologist sees the price, uploads, watches the read, and opens images, numbers and the charge', async () => {
    const folder = await sampleStudy(stack, 'ct', 3, ...(TAKES_PICTURES ? [] : ['--size', '128', '--slices', '32']));
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.dcm'))
      .map((name) => join(folder, name));
    const { page, troubles, close } = await enter(/Riverside/, /^Technologist$/, EN);
    await wellMade(page);

    await page.getByRole('navigation').getByRole('link', { name: 'Upload' }).click();
    await page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    await (await chooser).setFiles(files);
    await page.getByRole('radio', { name: /Quantitative/i }).check();
    const order = page.getByRole('button', { name: /Upload and order for \$19\.99/ });
    await order.waitFor();
    await wellMade(page);
    await picture(page, 'upload-en-light.png');
    await order.click();

    await page.locator('#upload-progress').waitFor();
    await page.getByText(`All ${files.length} files stored`).waitFor({ timeout: 180_000 });
    await wellMade(page);
    await page.getByRole('link', { name: 'Follow the read' }).click();
    // Nothing is reloaded: the page follows the read by itself.
    await page.locator('table.findings').waitFor({ timeout: 120_000 });
    diagnosis = await ended(stack, page.url().split('/').at(-1) ?? '');

    const shown = await numbersShown(page);
    for (const { value } of diagnosis.findings)
      if (value !== null) expect(shown.some((number) => Math.abs(number - value) <= 0.5)).toBe(true);
    expect(shown.length).toBe(diagnosis.findings.length);
    expect(await greysOnCanvas(page)).toBeGreaterThan(16);
    const net = diagnosis.charge?.net.amountMinor ?? '';
    await page.locator('table.sums').getByText(dollars(net)).first().waitFor();
    for (const { amount } of diagnosis.charge?.splits ?? [])
      expect(await page.locator('table.sums').innerText()).toContain(dollars(amount.amountMinor));
    await wellMade(page);

    await page.goto('/studies');
    await page.locator('tbody tr').first().waitFor();
    await wellMade(page);
    await picture(page, 'studies-en-light.png');
    expect(troubles).toEqual([]);
    await close();
  }, 400_000);

  test('the partner drills from the month to the read, sees exactly its share, and nothing of any patient', async () => {
    const { page, troubles, answers, close } = await enter(/Northgate/, /finance/i, EN);
    const earned = (await charges()).flatMap(({ splits }) => splits.filter(({ role }) => role === 'PARTNER'));
    const sum = earned.reduce((total, { amount }) => total + BigInt(amount.amountMinor), 0n);
    expect(await page.locator('.tile').first().innerText()).toContain(dollars(sum));
    await page.locator('[data-row-link]').first().click();
    const reads = page.locator('section[aria-labelledby=reads-title] tbody tr');
    await reads.first().waitFor();
    expect((await reads.locator('td:last-child').allInnerTexts()).sort()).toEqual(
      earned.map(({ amount }) => dollars(amount.amountMinor)).sort(),
    );
    await wellMade(page);
    const seen = `${await page.content()}\n${answers.join('\n')}`;
    for (const word of await secrets()) expect(seen.includes(word) ? word : '').toBe('');
    expect(seen.includes(diagnosis.id)).toBe(false);
    // The result itself is not there for the partner, whatever it types into the address.
    await page.goto(`/diagnoses/${diagnosis.id}`);
    await page.getByText('Your role does not include this').waitFor();
    expect(troubles).toEqual([]);
    await close();
  }, 200_000);

  test("the hospital's finance sees what was charged, and no patient", async () => {
    const { page, troubles, answers, close } = await enter(/Riverside/, /^Finance$/, EN);
    await page.getByRole('navigation').getByRole('link', { name: 'Usage and charges' }).click();
    const rows = page.locator('section[aria-labelledby] tbody tr', { has: page.locator('time') });
    await rows.first().waitFor();
    const charged = await charges();
    expect(await rows.count()).toBe(charged.length);
    expect(await rows.first().innerText()).toContain(dollars(charged[0]?.net.amountMinor ?? ''));
    const seen = `${await page.content()}\n${answers.join('\n')}`;
    for (const word of await secrets()) expect(seen.includes(word) ? word : '').toBe('');
    await wellMade(page);
    await picture(page, 'usage-en-light.png');
    expect(troubles).toEqual([]);
    await close();
  }, 200_000);

  test('the result reads as well in the dark', async () => {
    const { page, troubles, close } = await enter(/Riverside/, /^Radiologist$/, EN_DARK);
    await page.goto(`/diagnoses/${diagnosis.id}`);
    await page.locator('table.findings').waitFor();
    expect(await greysOnCanvas(page)).toBeGreaterThan(16);
    await wellMade(page);
    await picture(page, 'result-en-dark.png');
    expect(troubles).toEqual([]);
    await close();
  }, 200_000);

  test('every page of the journey in Chinese and dark', async () => {
    const { study } = await query<{ study: { id: string } }>(
      stack.urls.console,
      'query ($id: ID!) { diagnosis(id: $id) { study { id } } }',
      { id: diagnosis.id },
      { apiKey: stack.seed.apiKey },
    ).then((answer) => (answer as unknown as { diagnosis: { study: { id: string } } }).diagnosis);
    const clinician = await enter(/Riverside/, /中文/, ZH_DARK);
    for (const [path, ready] of [
      ['/studies', 'tbody tr'],
      [`/studies/${study.id}`, '.study-side'],
      [`/diagnoses/${diagnosis.id}`, 'table.findings'],
      ['/upload', '.drop'],
      ['/products', '#main h2'],
    ] as const) {
      await clinician.page.goto(path);
      await clinician.page.locator(ready).first().waitFor();
      expect(await clinician.page.locator('html').getAttribute('lang')).toBe('zh-CN');
      expect(await clinician.page.locator('h1').first().innerText()).toMatch(/\p{Script=Han}/u);
      await wellMade(clinician.page, 'zh-CN');
      if (path === '/studies') await picture(clinician.page, 'studies-zh-dark.png');
    }
    expect(clinician.troubles).toEqual([]);
    await clinician.close();
    for (const [organisation, role, path] of [
      [/Riverside/, /^Finance$/, '/usage'],
      [/Northgate/, /finance/i, '/revenue'],
    ] as const) {
      const { page, troubles, close } = await enter(organisation, role, ZH_DARK);
      await page.goto(path);
      await page.locator('section[aria-labelledby] tbody tr').first().waitFor();
      await wellMade(page, 'zh-CN');
      expect(troubles).toEqual([]);
      await close();
    }
  }, 400_000);

  test('the language changes in place, answers of the gateway included', async () => {
    const { page, troubles, close } = await enter(/Northgate/, /finance/i, EN);
    const { href } = new URL(page.url());
    await page.getByLabel('Language').selectOption('zh-CN');
    await page.getByText('胸部CT定量分析').first().waitFor();
    expect(page.url()).toBe(href);
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await wellMade(page, 'zh-CN');
    await picture(page, 'revenue-zh-light.png');
    expect(troubles).toEqual([]);
    await close();
  }, 100_000);
});
