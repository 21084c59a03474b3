import type { Page } from '@playwright/test';

import { plan } from '../support/carte.ts';
import { axe, fits, resume, shot, until } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

type Paper = { name: string; mimeType: string; buffer: Buffer };

/** Registers a paper that came by hand. */
async function register(page: Page, paper: Paper, oggetto: string): Promise<string> {
  await page.goto('/protocollo/nuova?verso=arrivo');
  await page.locator('input[type=file]').setInputFiles(paper);
  await page.waitForURL(/bozza=/);
  await page.getByRole('textbox', { name: /^Oggetto/ }).fill(oggetto);
  await page.locator('input[name=nome_testo]').fill('Guidi Stefano');
  await page.locator('select[name=mezzo]').selectOption('mano');
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  return new URL(page.url()).pathname;
}

test('di un\'immagine si prepara la versione PDF, e il documento arrivato resta quello che è', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'anna.neri');
  const paper = { name: 'planimetria.png', mimeType: 'image/png', buffer: plan() };
  const entry = await register(page, paper, 'Planimetria di un locale in via dei Tigli 9');
  const others = page.getByText('Versioni PDF da cercare e conservare');
  await others.click();
  await expect(page.getByText('Di planimetria.png non c\'è ancora una versione PDF.')).toBeVisible();
  await fits(page);
  await axe(page);
  await page.getByRole('button', { name: 'Prepara la versione PDF di planimetria.png' }).click();
  await expect(page.getByText('La versione PDF è in coda')).toBeVisible();

  // It is made a moment later, with our own writer or with a program that is there for it.
  const made = page.getByRole('link', { name: /^Versione PDF di planimetria\.png/ });
  await expect(async () => {
    await page.goto(entry);
    await others.click();
    await expect(made).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 180_000 });
  const line = page.getByRole('listitem').filter({ has: made });
  await expect(line).toContainText('preparata con');
  await expect(line).toContainText('dichiara di essere PDF/A');
  await expect(page.getByText('non sostituisce il documento registrato')).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'versione-pdf', page.getByRole('heading', { name: 'Documenti', exact: true }));
  const version = await page.request.get((await made.getAttribute('href'))!);
  expect((await version.body()).subarray(0, 5).toString()).toBe('%PDF-');

  // What came is what is downloaded, byte by byte.
  const came = await page.request.get((await page.getByRole('link', { name: 'Scarica planimetria.png' }).getAttribute('href'))!);
  expect(paper.buffer.equals(await came.body())).toBe(true);
});

test('di un documento d\'ufficio si prepara dove c\'è LibreOffice; dove non c\'è la pagina lo dice, e nessun pulsante promette', async ({ page }) => {
  test.setTimeout(600_000);
  await resume(page, 'anna.neri');
  const buffer = Buffer.from('{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Helvetica;}}Si chiede il patrocinio per la mostra fotografica.\\par}');
  const paper = { name: 'richiesta.rtf', mimeType: 'application/rtf', buffer };
  const entry = await register(page, paper, 'Richiesta di patrocinio per la mostra fotografica');
  const ask = page.getByRole('button', { name: 'Prepara la versione PDF di richiesta.rtf' });
  const missing = page.getByText('LibreOffice non è installato').first();
  await expect(ask.or(missing).first()).toBeVisible();
  await fits(page);
  await axe(page);
  if (await missing.isVisible()) {
    await expect(page.getByText('non disponibile', { exact: true }).first()).toBeVisible();
    await expect(page.getByText('Chi lo gestisce può installarlo').first()).toBeVisible();
    await expect(ask).toHaveCount(0);
    return;
  }
  await ask.click();
  const made = page.getByRole('link', { name: /^Versione PDF di richiesta\.rtf/ });
  // The first start of LibreOffice takes its time.
  await until(page, entry, made, 300_000);
  await expect(page.getByRole('listitem').filter({ has: made })).toContainText('LibreOffice');
  await fits(page);
  await axe(page);
  const version = await page.request.get((await made.getAttribute('href'))!);
  expect((await version.body()).subarray(0, 5).toString()).toBe('%PDF-');
});
