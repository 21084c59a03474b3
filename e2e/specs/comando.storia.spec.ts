import type { Page } from '@playwright/test';
import { axe, fits, login, LOGIN, shot } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const ADMINISTRATOR = 'ivo.tecchi';
const NEW = 'una frase nuova e lunga di Marta';

/** The page fits and axe finds nothing, at each of the three widths. */
async function checked(page: Page): Promise<void> {
  for (const width of [320, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page);
  }
  await axe(page);
}

test('chi cura il sistema aggiunge una collega, che entra e fa quello che dice il suo incarico', async ({ browser, page }) => {
  test.setTimeout(400_000);
  await login(page, ADMINISTRATOR);
  await page.getByRole('link', { name: 'Comando' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Comando');
  await shot(page, 'comando');
  await page.goto('/comando/persone');
  await shot(page, 'comando-persone');
  await page.getByRole('link', { name: 'Aggiungi una persona' }).click();

  // What is missing is told, and nothing is lost.
  await page.getByLabel('Nome', { exact: true }).fill('Marta');
  await page.getByRole('button', { name: 'Aggiungi la persona' }).click();
  await expect(page.getByRole('alert').first()).toContainText('Manca il cognome');
  await expect(page.getByLabel('Nome', { exact: true })).toHaveValue('Marta');
  await checked(page);
  await page.getByLabel('Cognome').fill('Riva');
  await page.getByLabel('Nome utente').fill('marta.riva');
  await page.locator('select[name=unita]').selectOption({ label: '\u2003Tributi (TRI)' });
  await page.getByLabel('Istruttore', { exact: true }).check();
  await shot(page, 'comando-nuova');
  await page.getByRole('button', { name: 'Aggiungi la persona' }).click();
  const password = (await page.locator('#password').textContent()) ?? '';
  expect(password.length).toBeGreaterThan(10);
  await checked(page);
  await page.getByRole('link', { name: 'L\'ho consegnata' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Marta Riva');
  await expect(page.getByText('ha dato a Marta Riva l\'incarico «Istruttore» in Tributi').first()).toBeVisible();
  await shot(page, 'comando-persona');

  // The colleague enters, chooses a password of her own, and sees her offices and no others.
  const elsewhere = await browser.newContext({ baseURL: process.env.MUNICIPIO_URL });
  const marta = await elsewhere.newPage();
  await marta.goto(LOGIN);
  await marta.getByLabel('Nome utente').fill('marta.riva');
  await marta.getByLabel('Password', { exact: true }).fill(password);
  await marta.getByRole('button', { name: 'Accedi' }).click();
  await expect(marta.getByRole('heading', { level: 1 })).toHaveText('Scegli una password tua');
  await marta.getByLabel('Password di adesso').fill(password);
  await marta.getByLabel('Password nuova', { exact: true }).fill(NEW);
  await marta.getByLabel('Password nuova, di nuovo').fill(NEW);
  await marta.getByRole('button', { name: 'Cambia la password' }).click();
  const rail = marta.getByRole('navigation', { name: 'Uffici' });
  await expect(rail.getByRole('link', { name: /Protocollo/ })).toHaveCount(1);
  await expect(rail.getByRole('link', { name: /Comando/ })).toHaveCount(0);
  expect((await marta.goto('/protocollo'))?.status()).toBe(200);
  expect((await marta.goto('/comando'))?.status()).toBe(403);

  // Her incarico ends: what it gave is gone at the next page, and stays written.
  await page.goto('/comando/persone?q=riva+marta');
  await page.getByRole('link', { name: 'Riva Marta' }).click();
  await page.getByRole('link', { name: /Metti fine/ }).click();
  // The town hall's day, which is not UTC's in the first hours after midnight.
  const yesterday = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(Date.now() - 86_400_000);
  await page.getByLabel('Ultimo giorno').fill(yesterday);
  await checked(page);
  await page.getByRole('button', { name: 'Metti fine all\'incarico' }).click();
  await expect(page.getByText('La fine dell\'incarico è scritta.')).toBeVisible();
  expect((await marta.goto('/protocollo'))?.status()).toBe(403);
  await elsewhere.close();
});

test('non ci si può chiudere fuori, e l\'ufficio che non è vuoto non chiude', async ({ page }) => {
  test.setTimeout(400_000);
  await login(page, ADMINISTRATOR);
  await page.goto('/comando/persone?q=tecchi');
  await page.getByRole('link', { name: 'Tecchi Ivo' }).click();
  await page.getByRole('link', { name: /Metti fine/ }).click();
  await page.getByRole('button', { name: 'Metti fine all\'incarico' }).click();
  await expect(page.getByRole('alert')).toContainText('il Comune resterebbe chiuso fuori');
  await checked(page);
  await shot(page, 'comando-chiuso-fuori');

  await page.goto('/comando/organigramma');
  await shot(page, 'comando-organigramma');
  await page.getByRole('link', { name: 'Ufficio tecnico' }).click();
  await checked(page);
  await page.getByRole('link', { name: 'Chiudi l\'ufficio' }).click();
  await expect(page.getByText('Ne dipende l\'ufficio Lavori pubblici')).toBeVisible();
  await expect(page.getByText(/Marco Gallo vi ha l'incarico/)).toBeVisible();
  await checked(page);
});

test('chi sostituisce trova sulla scrivania quello che aspetta chi manca', async ({ page }) => {
  await login(page, 'elena.conti');
  await page.goto('/account');
  await expect(page.getByText('Ragioneria').first()).toBeVisible();
  await page.goto('/scrivania');
  await axe(page);
});

test('ogni pagina di Comando si legge da chiunque', async ({ page }) => {
  test.setTimeout(600_000);
  await login(page, ADMINISTRATOR);
  await page.goto('/comando/persone?q=riva+paolo');
  const paolo = await page.getByRole('link', { name: 'Riva Paolo' }).getAttribute('href');
  await page.goto('/comando/ruoli');
  const role = await page.getByRole('link', { name: 'Istruttore', exact: true }).getAttribute('href');
  await page.goto('/comando/organigramma');
  const unit = await page.getByRole('link', { name: 'Tributi' }).getAttribute('href');
  const person = ['', '/dati', '/password', '/secondo-fattore', '/accesso', '/assenza'].map((path) => `${paolo}${path}`);
  // He is away: the form that ends his absence.
  await page.goto(`${paolo}`);
  const away = await page.getByRole('link', { name: /^Segna il rientro/ }).first().getAttribute('href');
  const paths = [
    '', '/persone', '/persone/nuova', '/incarichi', '/incarichi?vista=finiti', '/incarichi/nuovo', '/organigramma',
    '/organigramma?vista=chiusi', '/organigramma/nuovo', '/ruoli', '/ruoli/nuovo', '/lavori', '/stato',
  ].map((path) => `/comando${path}`);
  for (const path of [...paths, ...person, `${away}`, `${role}`, `${role}/modifica`, `${unit}`, `${unit}/modifica`]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    await checked(page);
  }
  await page.goto('/comando/stato');
  await shot(page, 'comando-stato');
  await page.goto(`${role}/modifica`);
  await shot(page, 'comando-ruolo');
});
