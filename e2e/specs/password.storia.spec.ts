import type { Browser, Page } from '@playwright/test';
import { axe, fits, login, LOGIN } from '../support/pages.ts';
import { PASSWORD } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

const ADMINISTRATOR = 'ivo.tecchi';
const NEW = 'una frase che conosce solo Nadia';

async function checked(page: Page): Promise<void> {
  for (const width of [320, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page);
  }
  await axe(page);
}

async function elsewhere(browser: Browser): Promise<Page> {
  return (await browser.newContext({ baseURL: process.env.MUNICIPIO_URL })).newPage();
}

async function enter(page: Page, user: string, password: string): Promise<void> {
  await page.goto(LOGIN);
  await page.getByLabel('Nome utente').fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Accedi' }).click();
}

async function change(page: Page, before: string, after: string, again = after): Promise<void> {
  await page.getByLabel('Password di adesso').fill(before);
  await page.getByLabel('Password nuova', { exact: true }).fill(after);
  await page.getByLabel('Password nuova, di nuovo').fill(again);
  await page.getByRole('button', { name: 'Cambia la password' }).click();
}

/** Whoever enters with a password that another gave can do nothing before choosing one, and lands where they were going. */
async function mustChange(page: Page, user: string, temporary: string, after: string): Promise<void> {
  const heading = page.getByRole('heading', { level: 1 });
  await enter(page, user, temporary);
  await expect(heading).toHaveText('Scegli una password tua');
  await checked(page);
  for (const path of ['/scrivania', '/account', '/protocollo']) {
    await page.goto(path);
    await expect(heading, path).toHaveText('Scegli una password tua');
  }
  await change(page, temporary, 'corta', 'corta');
  await expect(page.getByRole('alert').first()).toContainText('12');
  await change(page, temporary, after, `${after}!`);
  await expect(page.getByRole('alert').first()).toContainText('non sono uguali');
  await change(page, temporary, temporary);
  await expect(page.getByRole('alert').first()).toContainText('uguale a quella che hai già');
  await checked(page);
  await change(page, temporary, after);
  await expect(page).toHaveURL(/(scrivania|protocollo)/);
}

test('chi riceve una password provvisoria deve sceglierne una sua, la prima volta e dopo ogni azzeramento', async ({ browser, page }) => {
  test.setTimeout(400_000);
  await login(page, ADMINISTRATOR);
  await page.goto('/comando/persone/nuova');
  await page.getByLabel('Nome', { exact: true }).fill('Nadia');
  await page.getByLabel('Cognome').fill('Prova');
  await page.getByLabel('Nome utente').fill('nadia.prova');
  await page.getByRole('button', { name: 'Aggiungi la persona' }).click();
  const first = (await page.locator('#password').textContent()) ?? '';

  const nadia = await elsewhere(browser);
  await mustChange(nadia, 'nadia.prova', first, NEW);
  const later = await elsewhere(browser);
  await enter(later, 'nadia.prova', first);
  await expect(later.getByRole('alert'), 'la password provvisoria non apre più').toContainText('non sono giusti');

  // She forgets it: the administrator gives her another, her sessions end, and she must choose again.
  await page.goto('/comando/persone?q=prova+nadia');
  await page.getByRole('link', { name: 'Prova Nadia' }).click();
  await page.goto(`${new URL(page.url()).pathname}/password`);
  await checked(page);
  await page.locator('main form[method=post] button[type=submit]').click();
  const second = (await page.locator('#password').textContent()) ?? '';
  expect(second).not.toBe(first);
  await nadia.goto('/scrivania');
  await expect(nadia, 'le sessioni di prima sono chiuse').toHaveURL(new RegExp(LOGIN));
  await mustChange(nadia, 'nadia.prova', second, `${NEW}, di nuovo`);
  await nadia.context().close();
  await later.context().close();
});

test('chi sta dentro da un po\' scrive di nuovo la password e torna dove stava andando', async ({ page }) => {
  await login(page, 'carla.bianchi');
  await page.goto('/account/conferma?poi=/account/codice');
  await checked(page);
  const before = (await page.context().cookies()).find((cookie) => cookie.name === 'municipio')?.value;
  await page.getByLabel('Password', { exact: true }).fill('non è questa');
  await page.getByRole('button', { name: 'Continua' }).click();
  await expect(page.getByRole('alert').first()).toContainText('La password non è giusta');
  await checked(page);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Continua' }).click();
  await expect(page).toHaveURL(/\/account\/codice$/);
  const after = (await page.context().cookies()).find((cookie) => cookie.name === 'municipio')?.value;
  expect(after).toBeTruthy();
  expect(after, 'chi avesse copiato il cookie di prima resta fuori').not.toBe(before);
});
