import { readFile } from 'node:fs/promises';

import { axe, fits, resume, shot, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

/** A message as a citizen's mail program would send it; the people in it are invented. */
const MESSAGE = [
  'From: Luigi Verdi <luigi.verdi@posta.example>',
  'To: comune@comune.montefiorito.example',
  'Subject: Richiesta di potatura dei tigli in via Mazzini',
  'Date: Tue, 24 Nov 2026 08:12:00 +0100',
  'Message-ID: <1@posta.example>',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Buongiorno, i rami dei tigli toccano i balconi: chiedo la potatura prima delle piogge.',
  'Luigi Verdi',
  '',
].join('\r\n');

test('la mattina di chi protocolla, dal primo messaggio alla risposta', async ({ browser, page }) => {
  test.setTimeout(400_000);
  await resume(page, 'anna.neri');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Scrivania');
  await axe(page);
  await shot(page, 'scrivania');

  // The message is dropped; what it says is proposed, and marked as such.
  await page.goto('/protocollo/nuova?verso=arrivo');
  await axe(page);
  await page.setInputFiles('input[type=file]', { name: 'messaggio.eml', mimeType: 'message/rfc822', buffer: Buffer.from(MESSAGE) });
  // With scripts the form leaves as soon as it has a file.
  await page.waitForURL(/bozza=/);
  const subject = page.getByRole('textbox', { name: /^Oggetto/ });
  await expect(subject).toHaveValue(/potatura dei tigli/);
  await expect(page.locator('.mu-proposed').first()).toBeVisible();
  await axe(page);
  await shot(page, 'registra');

  // What was read of it, and the entries like it, stand on pages of their own, beside the form.
  const draft = new URL(page.url()).searchParams.get('bozza');
  const beside = await page.context().newPage();
  for (const path of ['lettura', 'simili?per=classe']) {
    expect((await beside.goto(`/protocollo/bozze/${draft}/${path}`))?.status(), path).toBe(200);
    await stands(beside);
  }
  await beside.close();

  // What is missing is told, and nothing is lost.
  await subject.fill('pec');
  await page.locator('select[name=ufficio]').selectOption({ label: 'Lavori pubblici' });
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('non dice di che cosa tratta');
  await expect(page.locator('select[name=ufficio] option:checked')).toHaveText('Lavori pubblici');
  await axe(page);
  await subject.fill('Richiesta di potatura dei tigli in via Mazzini');
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  const entry = new URL(page.url()).pathname;
  await expect(page.getByRole('heading', { level: 1 })).toContainText('in arrivo');
  await expect(page.getByText('Lavori pubblici').first()).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'protocollo');

  // Whoever has it takes it on.
  const office = await browser.newContext();
  const lucia = await office.newPage();
  await resume(lucia, 'lucia.ferri');
  await lucia.goto('/scrivania');
  await lucia.getByText('Richiesta di potatura dei tigli in via Mazzini').first().waitFor();
  await axe(lucia);
  await lucia.goto(entry);
  await lucia.getByRole('button', { name: 'Prendi in carico' }).click();
  await expect(lucia.getByText('presa in carico').first()).toBeVisible();

  // The answer leaves under its own number.
  await lucia.goto('/protocollo/nuova?verso=partenza');
  await lucia.getByRole('textbox', { name: /^Oggetto/ }).fill('Risposta alla richiesta di potatura dei tigli in via Mazzini');
  await lucia.locator('input[name=nome_testo]').fill('Luigi Verdi');
  await lucia.locator('select[name=mezzo]').selectOption('email');
  await lucia.getByRole('button', { name: 'Registra', exact: true }).click();
  await lucia.waitForURL(/\/protocollo\/\d+\/\d+/);
  await expect(lucia.getByRole('heading', { level: 1 })).toContainText('in partenza');
  await office.close();

  // It is found by another form of its words, once the documents have been read.
  await page.goto('/protocollo?q=potature');
  await expect(page.getByRole('link', { name: entry.split('/').slice(2).reverse().join('/') })).toBeVisible();
  await axe(page);
  await shot(page, 'elenco');

  // Whoever answers for the register annuls, with a reason, and the entry stays legible.
  const responsible = await browser.newContext();
  const carla = await responsible.newPage();
  await resume(carla, 'carla.bianchi');
  await carla.goto(`${entry}/annulla`);
  await axe(carla);
  await carla.getByLabel('Motivo dell\'annullamento').fill('Registrata due volte per errore dello sportello');
  await carla.getByRole('button', { name: 'Annulla la registrazione' }).click();
  await expect(carla.getByText('Registrazione annullata')).toBeVisible();
  await expect(carla.getByText('Richiesta di potatura dei tigli in via Mazzini').first()).toBeVisible();
  await axe(carla);
  await responsible.close();
});

test('la ricevuta e la copia con timbro si scaricano, e l\'originale resta com\'è', async ({ page }) => {
  await resume(page, 'anna.neri');
  await page.goto('/protocollo?q=alloggio+edilizia');
  await page.getByRole('link', { name: /^\d+\/\d{4}$/ }).first().click();

  // The copy is the original's own bytes, and the stamp behind them.
  const link = page.getByRole('link', { name: 'Copia con timbro di lettera.pdf' });
  const address = (await link.getAttribute('href'))!;
  const [stamped] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(stamped.suggestedFilename()).toMatch(/^lettera \(protocollo \d+-\d{4}\)\.pdf$/);
  const copy = await readFile(await stamped.path());
  const original = await (await page.request.get(address.replace(/timbrato$/, 'scarica'))).body();
  expect(copy.subarray(0, original.length).equals(original)).toBe(true);
  expect(copy.subarray(original.length).toString('latin1')).toContain('/Subtype/Stamp');

  await page.getByRole('link', { name: 'Ricevuta', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Ricevuta di presentazione' })).toBeVisible();
  await axe(page);
  const [receipt] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Scarica in PDF' }).click()]);
  expect(receipt.suggestedFilename()).toMatch(/^ricevuta-\d+-\d+\.pdf$/);
  expect((await readFile(await receipt.path())).subarray(0, 5).toString()).toBe('%PDF-');
});
