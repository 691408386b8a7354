// Charges, shares, API keys, rights and faults in a real browser.
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { signIn } from './browser.ts';
import { ADMIN, inBrowser } from './browser-suite.ts';

inBrowser('the console: money, keys and rights', (suite) => {
  test('leads a hospital from the month to the charge and to the read it paid for', async () => {
    await signIn(suite.page, ADMIN, '/usage');
    await suite.page.locator('.chart canvas').waitFor();
    await suite.page
      .getByRole('button', { name: 'October 2026' })
      .or(suite.page.locator('[data-row-link]').nth(1))
      .first()
      .click();
    expect(new URL(suite.page.url()).searchParams.get('month')).toMatch(/^\d{4}-\d\d$/);
    await suite.page.locator('[data-row-link]').first().click();
    await suite.page.getByRole('link', { name: /^Open/ }).first().click();
    await suite.page.waitForURL('**/diagnoses/*');
  });

  test('shows a partner each share with its formula, exports every read of the month, and no patient', async () => {
    await signIn(suite.page, 'finance@pulmonis.test', '/revenue');
    await suite.page.getByText('CN¥43.99 × 55.00% = 24.1945').first().waitFor();
    const file = suite.page.waitForEvent('download');
    await suite.page.getByRole('button', { name: 'Export CSV' }).click();
    const text = await readFile(await (await file).path(), 'utf8');
    expect(text.startsWith('\uFEFFcharge_id,')).toBe(true);
    expect(text.trim().split('\r\n').length).toBe(46);
    expect(`${text}${await suite.page.content()}`).not.toMatch(/XiaoDong|LK-2044/);
  });

  test('shows an API key once, and revokes one', async () => {
    await signIn(suite.page, ADMIN, '/api-keys');
    await suite.page.getByRole('button', { name: 'Create a key' }).click();
    await suite.page.getByLabel('Name').fill('PACS gateway');
    await suite.page.getByRole('button', { name: 'Create', exact: true }).click();
    const secret = await suite.page.getByLabel('API key', { exact: true }).inputValue();
    expect(secret).toMatch(/^hf_live_/);
    await suite.page.getByRole('button', { name: 'I have stored it' }).click();
    await suite.page.getByRole('rowheader', { name: 'PACS gateway' }).waitFor();
    expect(await suite.page.content()).not.toContain(secret);
    await suite.page.getByRole('button', { name: 'Revoke “PACS gateway”?' }).click();
    await suite.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await suite.page
      .getByRole('row', { name: /PACS gateway/ })
      .getByText('Revoked')
      .waitFor();
  });

  test('tells which role a page needs, and quotes the code and trace of a fault', async () => {
    await signIn(suite.page, 'reader@lakeside.test', '/api-keys');
    await suite.page.getByText(/API keys is open to: Administrator/).waitFor();
    suite.running.mock.world.faults.set('Products', 'INTERNAL');
    await suite.page.getByRole('link', { name: 'Products' }).click();
    await suite.page.getByText('INTERNAL · 5b1f9c42-trace').waitFor();
    suite.running.mock.world.faults.clear();
    await suite.page.getByRole('button', { name: 'Try again' }).click();
    await suite.page.getByRole('heading', { name: 'Quantitative chest CT' }).waitFor();
  });

  test('hides identities on this screen when asked', async () => {
    await signIn(suite.page, ADMIN);
    await suite.page.getByText('Okonkwo, Adaeze').first().waitFor();
    await suite.page.getByRole('button', { name: 'Hide patient identities' }).click();
    expect(await suite.page.content()).not.toMatch(/Okonkwo|LK-2044/);
  });
});
