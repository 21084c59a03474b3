import type { Browser, Page } from '@playwright/test';

import { pdf } from '../support/carte.ts';
import { axe, fits, resume, shot, until } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

const TO = 'Pro Loco Montefiorito';

/** Drops a letter that is to leave, and says to whom and what about; it is not registered yet. */
async function draft(page: Page, name: string, oggetto: string): Promise<void> {
  await page.goto('/protocollo/nuova?verso=partenza');
  const buffer = pdf('Comune di Montefiorito', '', oggetto, '', '(Documento dimostrativo: persone e fatti sono inventati.)');
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer });
  await page.waitForURL(/bozza=/);
  await fill(page, oggetto);
}

async function fill(page: Page, oggetto: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Oggetto/ }).fill(oggetto);
  await page.locator('input[name=nome_testo]').fill(TO);
  await page.locator('select[name=mezzo]').selectOption('email');
}

async function register(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  return new URL(page.url()).pathname;
}

/** On the form of the libro firma, which names the document: puts it up to Marco Gallo. */
async function putUp(page: Page, name: string, oggetto: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Metti alla firma');
  // There is no file to be chosen: it is the one of the protocol, told by its name and fingerprint.
  await expect(page.locator('input[type=file]')).toHaveCount(0);
  await expect(page.locator('form dl').getByText(name, { exact: true })).toBeVisible();
  await fits(page);
  await axe(page);
  await page.getByLabel('Oggetto').fill(oggetto);
  const signer = page.locator('select[name=firmatario_1]');
  const marco = await signer.locator('option', { hasText: /^Marco Gallo/ }).first().getAttribute('value');
  await signer.selectOption(marco!);
  await page.getByRole('button', { name: 'Metti alla firma', exact: true }).click();
  await expect(page.getByText('Il documento è alla firma').first()).toBeVisible();
  await fits(page);
  await axe(page);
}

/** Its signer reads it and signs it for trial. */
async function sign(browser: Browser, oggetto: string): Promise<void> {
  const context = await browser.newContext({ baseURL: process.env.MUNICIPIO_URL, viewport: { width: 1440, height: 900 } });
  const marco = await context.newPage();
  await resume(marco, 'marco.gallo');
  await marco.goto('/librofirma');
  await marco.getByRole('main').getByRole('link', { name: oggetto, exact: true }).click();
  await expect(marco.getByRole('heading', { level: 1 })).toHaveText(oggetto);
  await expect(async () => {
    await marco.reload();
    await expect(marco.getByText('ha aperto il documento').first()).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 120_000 });
  await marco.getByRole('button', { name: 'Firma di prova, SENZA VALORE LEGALE' }).click();
  await expect(marco.getByRole('heading', { level: 1 })).toHaveText('Un documento firmato');
  await context.close();
}

test('un documento registrato va alla firma dalla sua pagina, e la versione firmata gli sta accanto', async ({ browser, page }) => {
  test.setTimeout(600_000);
  const oggetto = 'Parere sulla chiusura di via Cavour per la festa';
  await resume(page, 'lucia.ferri');
  await draft(page, 'parere.pdf', oggetto);
  const entry = await register(page);
  const section = page.locator('#alla-firma');
  await section.getByRole('link', { name: 'Metti alla firma', exact: true }).click();
  await putUp(page, 'parere.pdf', oggetto);

  // From the request one is back at the entry, which says that a signature is waited for.
  await page.getByRole('main').getByRole('link', { name: 'apri', exact: true }).click();
  await page.waitForURL(new RegExp(`${entry}$`));
  await expect(section.getByText('alla firma', { exact: true })).toBeVisible();
  await expect(section.getByText(/^Messo alla firma da Lucia Ferri/)).toBeVisible();
  await expect(section.getByRole('link', { name: 'Metti alla firma', exact: true })).toHaveCount(0);
  await fits(page);
  await axe(page);

  await sign(browser, oggetto);
  await until(page, entry, section.getByText('firmato', { exact: true }));
  await expect(section.getByText(/Firmato da tutti il/)).toBeVisible();
  // What was registered is there as it was, and beside it what came back.
  await expect(page.getByRole('main').getByRole('link', { name: 'parere.pdf', exact: true }).first()).toBeVisible();
  const signed = section.getByRole('link', { name: 'parere-firmato.pdf', exact: true });
  await expect(signed).toBeVisible();
  await expect(section.getByText('versione firmata', { exact: true })).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'firma-dalla-registrazione', section);
  const taken = await page.request.get((await section.getByRole('link', { name: 'Scarica parere-firmato.pdf' }).getAttribute('href'))!);
  expect((await taken.body()).subarray(0, 5).toString()).toBe('%PDF-');

  // What its signature is worth is told, and that it is a trial.
  const verdict = (await signed.getAttribute('href'))!;
  await until(page, verdict, page.getByText('SENZA VALORE LEGALE').first());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Firme di parere-firmato.pdf');
  await expect(page.getByText('Firme non valide')).toHaveCount(0);
  await fits(page);
  await axe(page);
});

test('una lettera in partenza si firma prima di registrarla, e si registra firmata', async ({ browser, page }) => {
  test.setTimeout(600_000);
  const oggetto = 'Concessione del contributo per la festa di primavera';
  await resume(page, 'lucia.ferri');
  await draft(page, 'contributo.pdf', oggetto);
  const address = page.url();
  await page.getByRole('link', { name: 'Metti alla firma contributo.pdf' }).click();
  await putUp(page, 'contributo.pdf', oggetto);

  // The draft waits: it is not registered without the signature that was asked for.
  await page.getByRole('main').getByRole('link', { name: 'apri', exact: true }).click();
  await page.waitForURL(/bozza=/);
  const papers = page.locator('.mu-documents');
  await expect(papers.getByText('alla firma', { exact: true })).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'firma-della-bozza');
  await fill(page, oggetto);
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  const refused = page.getByRole('alert').filter({ hasText: 'è alla firma: si registra il documento firmato' });
  await expect(refused.first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: /^Oggetto/ })).toHaveValue(oggetto);
  await axe(page);

  // It comes back signed, and takes its place.
  await sign(browser, oggetto);
  await until(page, address, papers.getByRole('link', { name: /^contributo-firmato\.pdf/ }));
  await expect(papers.getByRole('link', { name: /^contributo\.pdf/ })).toHaveCount(0);
  await fill(page, oggetto);
  const entry = await register(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('in partenza');
  await expect(page.getByRole('main').getByRole('link', { name: 'contributo-firmato.pdf', exact: true }).first()).toBeVisible();
  await expect(page.locator('#alla-firma').getByText('firmato', { exact: true })).toBeVisible();
  await fits(page);
  await axe(page);
  // Its signature is checked as that of any other document.
  await until(page, entry, page.getByRole('link', { name: 'Le firme di contributo-firmato.pdf' }));
});
