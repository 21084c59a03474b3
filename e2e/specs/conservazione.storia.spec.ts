import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { axe, fits, resume, shot } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000 });

test('chi controlla vede che cosa è conservato e che cosa no, e un pacchetto consegnato a mano si chiude con la sua ricevuta', async ({ page }) => {
  test.setTimeout(600_000);
  await resume(page, 'carla.bianchi');
  await page.getByRole('navigation', { name: 'Uffici' }).getByRole('link', { name: 'Conservazione' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Conservazione');

  // What was to be kept, what is, what failed: each number leads to the things behind it.
  for (const what of ['Da conservare in tutto', 'Conservate', 'Da sistemare', 'Oltre il termine']) {
    await expect(page.getByText(what, { exact: true }).first()).toBeVisible();
  }
  await expect(page.getByText('Nessun conservatore collegato')).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'conservazione');

  // A package that is ready: taken away, brought to the conservatore, closed with the receipt that names it.
  await page.goto('/conservazione/elenco?stato=pronta&tipo=giornaliero');
  await fits(page);
  await axe(page);
  const first = page.locator('main tbody tr').first();
  const name = (await first.getByRole('link').innerText()).trim();
  await first.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page.getByText('Da consegnare a mano')).toBeVisible();
  await axe(page);
  const thing = page.url();
  const [pack] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Scarica il pacchetto' }).click()]);
  const digest = createHash('sha256').update(await readFile(await pack.path())).digest('hex');
  await expect(page.getByText(digest)).toBeVisible();

  const receipt = async (text: string): Promise<void> => {
    await page.getByLabel('Rapporto di versamento').setInputFiles({ name: 'ricevuta.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Carica', exact: true }).click();
  };
  await receipt('Ricevuto, grazie.');
  await expect(page.getByText('La ricevuta non parla di questo pacchetto').first()).toBeVisible();
  await axe(page);
  await page.goto(thing);
  await receipt(`Preso in carico il pacchetto con impronta SHA-256 ${digest}`);
  await expect(page.getByText('La ricevuta parla di questo pacchetto: è conservata.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Carica', exact: true })).toHaveCount(0);
  await fits(page);
  await axe(page);
  await shot(page, 'conservazione-cosa');

  // It is shown to somebody who has a right to it: who asked and why stays written, and the archive is taken away.
  await page.getByLabel('Chi lo chiede').fill('Avvocata Bianchi');
  await page.getByLabel('Perché lo chiede').fill('Accesso agli atti n. 3');
  await page.getByRole('button', { name: "Prepara l'esibizione" }).click();
  await expect(page.getByText("L'esibizione è scritta.")).toBeVisible();
  await expect(page.getByText('Accesso agli atti n. 3')).toBeVisible();
  await axe(page);
  await fits(page);
  const [shown] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: "Scarica l'archivio" }).click()]);
  expect(shown.suggestedFilename()).toMatch(/^esibizione-\d+-\d+\.zip$/);

  // And the page for whoever inspects counts it.
  await page.goto('/conservazione/elenco?stato=conservata');
  await expect(page.locator('main tbody').getByRole('link', { name })).toBeVisible();

  // Who may not see it finds no door.
  await page.context().clearCookies();
  await resume(page, 'lucia.ferri');
  await expect(page.getByRole('navigation', { name: 'Uffici' }).getByRole('link', { name: 'Conservazione' })).toHaveCount(0);
  expect((await page.request.get('/conservazione')).status()).toBe(403);
});
