import { Autorita } from '../support/autorita.ts';
import { login, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('chi cura il sistema si fida di un\'autorità che nessuna lista nomina, e poi non più', async ({ page }) => {
  test.setTimeout(400_000);
  const authority = new Autorita('Autorita di un consorzio inventato');
  const pem = authority.read('autorita.pem').toString('ascii');
  authority.close();
  await login(page, 'ivo.tecchi');
  await page.goto('/comando/fiducia');
  await stands(page);
  await page.getByRole('link', { name: 'Aggiungi un\'autorità' }).click();
  await stands(page);
  const certificate = page.getByLabel('Il certificato dell\'autorità, in formato PEM');
  // Pasted as a person pastes it: what is longer than the field allows would be cut.
  await certificate.focus();
  await page.keyboard.insertText(pem);
  expect((await certificate.inputValue()).trim()).toBe(pem.trim());
  await page.locator('input[name=usi]').first().check();
  await page.getByLabel('Perché l\'ente se ne fida').fill('La prova la racconta: qui non firma nessuno.');
  await page.getByRole('button', { name: 'Aggiungi', exact: true }).click();
  await page.waitForURL(/\/comando\/fiducia\?fatto=autorita$/);
  await stands(page);
  await page.getByRole('link', { name: /^Ritira l'autorità .*consorzio inventato/ }).click();
  await stands(page);
  await page.getByLabel('Perché', { exact: true }).fill('La prova è finita.');
  await page.getByRole('button', { name: 'Ritira l\'autorità' }).click();
  await page.waitForURL(/\/comando\/fiducia\?fatto=ritirata$/);
  await expect(page.getByRole('row').filter({ hasText: 'consorzio inventato' })).toContainText('ritirata');
});
