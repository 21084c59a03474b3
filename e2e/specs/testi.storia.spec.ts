import { login, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('chi cura il sistema scrive i testi della ricevuta, li prova, li salva e torna a quelli del programma', async ({ page }) => {
  test.setTimeout(400_000);
  await login(page, 'ivo.tecchi');
  await page.goto('/comando/modelli');
  await stands(page);
  await page.getByRole('link', { name: 'Ricevuta di presentazione' }).click();
  await stands(page);
  await expect(page.getByText('testi del programma', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Cambia i testi' }).click();
  await stands(page);

  // Without what the law wants it is not kept, and the page says what is missing.
  const opening = page.getByLabel('Numero e data');
  await opening.fill('Ricevuto alle {ora}');
  await page.getByLabel('Perché li cambi').fill('La prova la racconta.');
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
  await expect(page.getByText('Manca {numero}').first()).toBeVisible();
  await expect(page.getByText('Manca {giorno}').first()).toBeVisible();

  await page.getByLabel('Numero e data').fill('Pratica *{numero}* del {giorno}');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Anteprima (PDF)' }).click();
  expect((await download).suggestedFilename()).toBe('anteprima-ricevuta-protocollo.pdf');
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
  await page.waitForURL(/\/comando\/modelli\/ricevuta-protocollo\?fatto=testi$/);
  await stands(page);
  await expect(page.getByText('Pratica *{numero}* del {giorno}').first()).toBeVisible();

  await page.getByRole('link', { name: 'Torna ai testi del programma' }).click();
  await stands(page);
  await page.getByLabel('Perché', { exact: true }).fill('La prova è finita.');
  await page.getByRole('button', { name: 'Torna ai testi del programma' }).click();
  await page.waitForURL(/\/comando\/modelli\/ricevuta-protocollo\?fatto=ripristinati$/);
  await stands(page);
  await expect(page.getByText('testi del programma', { exact: true })).toBeVisible();
});
