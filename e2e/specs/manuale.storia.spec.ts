import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Locator, Page } from '@playwright/test';

import { axe, login, resume, shot, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

// The pages that the manual shows and that no other story opens: each must be there, fit, and be read by anyone.

test.use({ actionTimeout: 90_000, navigationTimeout: 120_000 });

async function shown(page: Page, name: string, at?: Locator): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await shot(page, name, at);
  await stands(page);
}

async function picture(page: Page, path: string, name: string, at?: Locator): Promise<void> {
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(200);
  await shown(page, name, at);
}

/** An entry of the register, found by its words. */
async function entry(page: Page, words: string): Promise<string> {
  await page.goto(`/protocollo?q=${encodeURIComponent(words)}`);
  return (await page.locator('[data-live-results] tbody tr').first().getByRole('link').first().getAttribute('href'))!;
}

test('correggere un dato: quello di prima resta leggibile', async ({ page }) => {
  test.setTimeout(600_000);
  await resume(page, 'carla.bianchi');
  const address = await entry(page, 'segnaletica via Mazzini');
  await picture(page, `${address}/annulla`, 'annulla');
  await picture(page, `${address}/correggi`, 'correggi');
  await page.getByRole('link', { name: /^Correggi Oggetto/ }).click();
  await shown(page, 'correggi-oggetto');
  const value = page.getByLabel('Valore giusto');
  const before = (await value.inputValue()).trim();
  await value.fill(`${before}, angolo via Roma`);
  await page.getByLabel('Motivo').fill('Mancava il luogo preciso, scritto nella domanda');
  await page.getByRole('button', { name: 'Annulla il valore e scrivi quello giusto' }).click();
  await expect(page.getByRole('alert').first()).toContainText(/provvedimento/i);
  await expect(value).toHaveValue(`${before}, angolo via Roma`);
  await axe(page);
  await page.getByLabel('Estremi del provvedimento').fill('Decreto del responsabile del protocollo n. 7');
  await page.getByRole('button', { name: 'Annulla il valore e scrivi quello giusto' }).click();
  await page.waitForURL(/\?corretta$/);
  await expect(page.locator('del').filter({ hasText: before }).first()).toBeVisible();
  await expect(page.getByText(`${before}, angolo via Roma`).first()).toBeVisible();
  await shown(page, 'corretta');
});

test('assegnare, con un termine, e inoltrare a un altro ufficio', async ({ browser, page }) => {
  test.setTimeout(600_000);
  await resume(page, 'anna.neri');
  await page.goto('/protocollo/nuova?verso=arrivo');
  await page.getByRole('textbox', { name: /^Oggetto/ }).fill('Domanda di contributo per la sagra della castagna');
  await page.locator('input[name=nome_testo]').fill('Comitato della castagna');
  await page.locator('select[name=mezzo]').selectOption('mano');
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  const address = new URL(page.url()).pathname;
  await picture(page, `${address}/assegna`, 'assegna');
  await page.getByRole('checkbox', { name: 'Ufficio tecnico' }).check();
  await page.getByRole('textbox', { name: /giorni/i }).fill('30');
  await page.getByRole('button', { name: 'Assegna', exact: true }).click();
  await page.waitForURL(new RegExp(`${address}(\\?|$)`));
  const office = await browser.newContext({ baseURL: process.env.MUNICIPIO_URL });
  const marco = await office.newPage();
  await resume(marco, 'marco.gallo');
  await marco.goto(address);
  await marco.getByRole('link', { name: 'Rifiuta', exact: true }).click();
  await stands(marco);
  await marco.goto(address);
  await marco.getByRole('button', { name: 'Prendi in carico' }).click();
  await marco.getByRole('link', { name: /^Apri il termine/ }).click();
  await shown(marco, 'termine');
  await marco.goto(address);
  await marco.getByRole('link', { name: /^Inoltra/ }).first().click();
  await shown(marco, 'inoltra');
  await office.close();
  await picture(page, `${address}/etichetta`, 'etichetta');
  await picture(page, `${address}/ricevuta`, 'ricevuta');
});

test('una raccomandata consegnata alla posta sta nella distinta del giorno', async ({ page }) => {
  test.setTimeout(600_000);
  await resume(page, 'anna.neri');
  await page.goto('/protocollo/nuova?verso=partenza');
  await page.getByRole('textbox', { name: /^Oggetto/ }).fill('Convocazione per il ritiro di un oggetto smarrito');
  await page.locator('input[name=nome_testo]').fill('Colli Martina');
  await page.locator('select[name=mezzo]').selectOption('raccomandata');
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  const address = new URL(page.url()).pathname;
  await page.goto(`${address}/spedisci`);
  await page.getByLabel('Come', { exact: true }).selectOption('raccomandata');
  await page.getByRole('textbox', { name: /numero della raccomandata/ }).fill('n. 61512349876-5');
  await page.getByRole('button', { name: 'Scrivi che è stato consegnato' }).click();
  await page.waitForURL(new RegExp(`${address}$`));
  await page.goto('/protocollo/raccomandate');
  await expect(page.getByRole('row').filter({ hasText: '61512349876-5' })).toBeVisible();
  await shown(page, 'raccomandate');
  const list = await page.request.get((await page.getByRole('link', { name: 'Scarica la distinta' }).getAttribute('href'))!);
  expect((await list.body()).subarray(0, 5).toString()).toBe('%PDF-');
});

test('gli strumenti di chi risponde del protocollo', async ({ page }) => {
  test.setTimeout(900_000);
  await resume(page, 'carla.bianchi');
  await picture(page, '/protocollo/differita', 'differita');
  await picture(page, '/protocollo/titolario', 'titolario');
  await picture(page, '/protocollo/titolario/bozza', 'titolario-bozza');
  await picture(page, '/protocollo/repertori', 'repertori');
  await picture(page, '/protocollo/proposte', 'proposte');
  await picture(page, '/protocollo/ricerche', 'ricerche');
  await picture(page, '/rubrica', 'rubrica');
  await page.locator('main tbody tr a').first().click();
  await shown(page, 'rubrica-scheda');
  await picture(page, '/rubrica/doppioni', 'rubrica-doppioni');
});

test('le caselle, i collegamenti, le chiavi: chi cura il sistema', async ({ page }) => {
  test.setTimeout(600_000);
  await login(page, 'ivo.tecchi');
  await picture(page, '/protocollo/caselle', 'caselle');
  await picture(page, '/protocollo/caselle/nuova', 'casella-nuova');
  await picture(page, '/comando/collegamenti/nuovo', 'collegamento-nuovo');
  await picture(page, '/account/chiavi/nuova', 'chiavi');
  await picture(page, '/account', 'account');
  await picture(page, '/api', 'api');
});

test('la tastiera: il tasto del punto interrogativo dice le scorciatoie', async ({ page }) => {
  test.setTimeout(300_000);
  await resume(page, 'anna.neri');
  await page.goto('/protocollo/posta');
  await page.locator('main tbody tr a').first().click();
  await page.waitForURL(/\/protocollo\/posta\/[0-9a-f-]{36}/);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Scorciatoie da tastiera' });
  await expect(dialog).toContainText('Registra questo messaggio');
  await axe(page);
  await shot(page, 'scorciatoie');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('il foglio separatore per lo scanner si scarica', async ({ page }, info) => {
  await resume(page, 'anna.neri');
  const answer = await page.request.get('/protocollo/posta/separatore.pdf');
  const sheet = await answer.body();
  expect(sheet.subarray(0, 5).toString()).toBe('%PDF-');
  if (process.env.MUNICIPIO_SHOTS !== '1') return;
  const file = info.outputPath('separatore.pdf');
  await writeFile(file, sheet);
  const out = resolve(import.meta.dirname, '../../docs/immagini/separatore');
  const { status } = spawnSync('pdftoppm', ['-png', '-singlefile', '-r', '50', file, out]);
  expect(status, 'pdftoppm (poppler-utils)').toBe(0);
});
