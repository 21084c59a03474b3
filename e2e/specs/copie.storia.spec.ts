import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { axe, fits, resume, shot, stands } from '../support/pages.ts';
import { proved } from '../support/programma.ts';
import { expect, test } from '../support/test.ts';

test.use({ viewport: { width: 360, height: 740 }, actionTimeout: 60_000 });

test('un cittadino controlla dal telefono il codice di una copia, e se sbaglia una lettera lo sa', async ({ page }) => {
  await page.goto('/copie');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Controlla una copia conforme');
  await fits(page);
  await axe(page);
  const field = page.getByLabel('Codice della copia');
  await field.fill('AAAA-AAAA-AAAA-AAAC');
  await page.getByRole('button', { name: 'Controlla' }).click();
  await expect(page.getByText('una lettera è sbagliata').first()).toBeVisible();
  await expect(field).toHaveValue('AAAA-AAAA-AAAA-AAAC');
  await fits(page);
  await axe(page);
  // All of one letter, whose value is nought: the check holds, and no copy has it.
  await field.fill('aaaa aaaa aaaa aaaa');
  await page.getByRole('button', { name: 'Controlla' }).click();
  await expect(page.getByText('Nessuna copia ha questo codice').first()).toBeVisible();
});

/** The words of a PDF that was downloaded. */
function words(path: string): string {
  const { status, stdout } = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
  expect(status, 'pdftotext (poppler-utils)').toBe(0);
  return stdout;
}

test('una copia su carta si rilascia da una registrazione, si controlla dal telefono e si ritira', async ({ browser }) => {
  test.setTimeout(400_000);
  const desk = await browser.newContext({ baseURL: process.env.MUNICIPIO_URL, viewport: { width: 1440, height: 900 } });
  const carla = await desk.newPage();
  await resume(carla, 'carla.bianchi');
  await carla.goto('/protocollo?q=alloggio+edilizia');
  await carla.getByRole('link', { name: /^\d+\/\d{4}$/ }).first().click();
  await carla.getByRole('link', { name: 'Copia conforme di lettera.pdf', exact: true }).click();
  await expect(carla.getByRole('heading', { level: 1 })).toHaveText('Rilascia una copia conforme');
  await stands(carla);
  await shot(carla, 'copia-nuova');
  // A page that is not there is told, and what was written stays.
  await carla.getByRole('textbox', { name: /^Pagine/ }).fill('1-9');
  await carla.getByLabel('Per chi').fill('Luigi Verdi');
  await carla.getByRole('button', { name: 'Rilascia' }).click();
  await expect(carla.getByRole('alert').first()).toBeVisible();
  await expect(carla.getByLabel('Per chi')).toHaveValue('Luigi Verdi');
  await axe(carla);
  await carla.getByRole('textbox', { name: /^Pagine/ }).fill('');
  await carla.getByRole('button', { name: 'Rilascia' }).click();
  await expect(carla.getByRole('link', { name: 'Scarica il PDF' })).toBeVisible();
  await stands(carla);
  await shot(carla, 'copia-rilasciata');
  const sheet = carla.url();
  const [paper] = await Promise.all([carla.waitForEvent('download'), carla.getByRole('link', { name: 'Scarica il PDF' }).click()]);
  const printed = words(await paper.path());
  expect(printed).toContain('Attestazione di conformità della copia');
  expect(printed, 'for whom stays in the register').not.toContain('Luigi Verdi');
  const code = printed.match(/\b(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}\b/)![0];
  const letters = printed.match(/servono le lettere\s+(\S+)/)![1]!;

  // Whoever holds the paper needs no login.
  const phone = await browser.newContext({ baseURL: process.env.MUNICIPIO_URL, viewport: { width: 360, height: 740 } });
  const citizen = await phone.newPage();
  await citizen.goto('/copie');
  await citizen.getByLabel('Codice della copia').fill(code.toLowerCase().replaceAll('-', ' '));
  await citizen.getByRole('button', { name: 'Controlla' }).click();
  await expect(citizen.getByText('Questa copia vale')).toBeVisible();
  await expect(citizen.getByText('alloggio')).toHaveCount(0);
  await fits(citizen);
  await axe(citizen);
  await shot(citizen, 'copia-pubblica');
  await proved(citizen);
  await citizen.getByLabel('Le otto lettere').fill(letters);
  await citizen.getByLabel('Il cognome di chi attesta').fill('Bianchi');
  const [original] = await Promise.all([citizen.waitForEvent('download'), citizen.getByRole('button', { name: "Scarica l'originale" }).click()]);
  const digest = createHash('sha256').update(await readFile(await original.path())).digest('hex');
  await expect(citizen.getByText(digest)).toBeVisible();

  // It is withdrawn, and whoever checks it reads so from then on, not why.
  await carla.goto(sheet);
  await carla.getByLabel('Perché la ritiri').fill('Rilasciata alla persona sbagliata');
  await carla.getByRole('button', { name: 'Ritira la copia' }).click();
  await expect(carla.getByText('Questa copia è ritirata')).toBeVisible();
  await carla.goto('/copie/registro');
  await fits(carla);
  await axe(carla);
  await shot(carla, 'copie');
  await citizen.reload();
  await expect(citizen.getByText('Questa copia è stata ritirata')).toBeVisible();
  await expect(citizen.getByText('persona sbagliata')).toHaveCount(0);
  await axe(citizen);
  await desk.close();
  await phone.close();
});
