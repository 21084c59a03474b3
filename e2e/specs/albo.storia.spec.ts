import { YEAR } from '../support/giorni.ts';
import { axe, fits, resume, stands } from '../support/pages.ts';
import { proved } from '../support/programma.ts';
import { expect, test } from '../support/test.ts';

const IBAN = 'IT60X0542811101000000123456';

test('un cittadino trova un atto dal telefono, lo legge e ne controlla la prova', async ({ browser }) => {
  test.setTimeout(300_000);
  const phone = await browser.newContext({ baseURL: process.env.MUNICIPIO_URL, viewport: { width: 360, height: 740 } });
  const citizen = await phone.newPage();
  await citizen.goto('/albo');
  await expect(citizen.getByRole('heading', { level: 1 })).toHaveText('Albo pretorio');
  await fits(citizen);
  await axe(citizen);
  await citizen.goto('/albo?q=manutenzione+scuola&tipo=determina');
  await axe(citizen);
  await citizen.getByRole('link', { name: /^\d+\/\d{4}$/ }).first().click();
  await expect(citizen.getByText('Manutenzione del tetto della scuola').first()).toBeVisible();
  await expect(citizen.getByAltText(/Codice QR/)).toBeVisible();
  await fits(citizen);
  await axe(citizen);
  await proved(citizen);
  // What was annulled is gone, and leads to what took its place.
  const gone = await citizen.goto(`/albo/${YEAR}/1`);
  expect(gone?.status()).toBe(410);
  await axe(citizen);
  await citizen.getByRole('link', { name: 'La pubblicazione che ha preso il suo posto' }).click();
  await expect(citizen.getByText('Patrocinio della festa del Fiore di Montefiorito').first()).toBeVisible();
  await phone.close();
});

test('un atto si pubblica solo dopo che qualcuno ha deciso dei dati personali, e si annulla con il motivo', async ({ page, browser }) => {
  test.setTimeout(300_000);
  await resume(page, 'carla.bianchi');
  await page.goto('/albo/registro/nuova');
  await fits(page);
  await axe(page);
  await page.getByLabel('Che cosa pubblichi').selectOption('avviso');
  await page.getByLabel('Oggetto').fill('Avviso di prova per il mercato');
  await page.getByLabel('Chi chiede la pubblicazione').fill('Segreteria generale');
  const file = { name: 'avviso.txt', mimeType: 'text/plain', buffer: Buffer.from(`Si paga sul conto ${IBAN}.`) };
  await page.locator('input[type=file][name=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Controlla' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Controlla e pubblica');
  await expect(page.getByText(IBAN).first()).toBeVisible();
  await stands(page);
  await page.getByRole('button', { name: 'Pubblica' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await axe(page);
  await page.getByLabel(/^IBAN/).selectOption('ente');
  await page.getByLabel('Ho letto ogni documento').check();
  await page.getByRole('button', { name: 'Pubblica' }).click();
  await expect(page.getByText('Pubblicata: da questo momento')).toBeVisible();
  await fits(page);
  await axe(page);
  const address = (await page.getByRole('link', { name: 'Come la vedono tutti' }).getAttribute('href'))!;
  const stranger = await browser.newContext({ baseURL: process.env.MUNICIPIO_URL });
  expect((await stranger.request.get(address)).status()).toBe(200);
  await page.getByLabel('Perché').fill('Conto sbagliato');
  await page.getByRole('button', { name: 'Annulla la pubblicazione' }).click();
  await expect(page.getByText('Annullata: da questo momento')).toBeVisible();
  expect((await stranger.request.get(address)).status()).toBe(410);
  for (const path of ['/albo/registro', '/albo/registro?vista=annullate', '/albo/registro/quadro', '/albo/registro/regole', '/albo/registro/interruzioni']) {
    await page.goto(path);
    await fits(page);
    await axe(page);
  }
  await stranger.close();
});
