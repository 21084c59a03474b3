import type { Browser, Page } from '@playwright/test';

import { YEAR } from './giorni.ts';
import { login, LOGIN } from './pages.ts';
import { expect } from './test.ts';

/** Somebody who comes to look and must touch nothing: invented, like everyone in the demo comune. */
export type Ispettore = {
  username: string;
  nome: string;
  cognome: string;
  /** The role that is made for them, unlike any other's. */
  ruolo: string;
  /** What it lets one do, as the page of the role calls it. */
  permessi: (string | RegExp)[];
  password: string;
};

/** Whoever looks after the system lets them read, until the end of next January, and nothing else; gives their first password. */
export async function admit(browser: Browser, who: Ispettore, seen?: (page: Page) => Promise<void>): Promise<string> {
  const context = await browser.newContext({ baseURL: process.env.MUNICIPIO_URL });
  const page = await context.newPage();
  await login(page, 'ivo.tecchi');
  await page.goto('/comando/ruoli/nuovo');
  await page.getByLabel('Nome', { exact: true }).fill(who.ruolo);
  for (const what of who.permessi) await page.getByRole('checkbox', { name: what, exact: true }).check();
  await seen?.(page);
  await page.getByRole('button', { name: 'Crea il ruolo' }).click();
  await page.waitForURL(/\/comando\/ruoli\/[0-9a-f-]{36}/);
  await page.goto('/comando/persone/nuova');
  await page.getByLabel('Nome', { exact: true }).fill(who.nome);
  await page.getByLabel('Cognome').fill(who.cognome);
  await page.getByLabel('Nome utente').fill(who.username);
  const unit = (await page.locator('select[name=unita] option', { hasText: '(SEG)' }).getAttribute('value'))!;
  await page.locator('select[name=unita]').selectOption(unit);
  await page.getByLabel(who.ruolo, { exact: true }).check();
  await page.getByLabel('Ultimo giorno').fill(`${Number(YEAR) + 1}-01-31`);
  await page.getByRole('button', { name: 'Aggiungi la persona' }).click();
  const password = (await page.locator('#password').textContent())!;
  await context.close();
  return password;
}

/** They enter for the first time, change the password that was given, and find `office` in the menu. */
export async function enter(page: Page, who: Pick<Ispettore, 'username' | 'password'>, given: string, office: string | RegExp): Promise<void> {
  await page.goto(LOGIN);
  await page.getByLabel('Nome utente').fill(who.username);
  await page.getByLabel('Password', { exact: true }).fill(given);
  await page.getByRole('button', { name: 'Accedi' }).click();
  await page.getByLabel('Password di adesso').fill(given);
  await page.getByLabel('Password nuova', { exact: true }).fill(who.password);
  await page.getByLabel('Password nuova, di nuovo').fill(who.password);
  await page.getByRole('button', { name: 'Cambia la password' }).click();
  await expect(page.getByRole('navigation', { name: 'Uffici' }).getByRole('link', { name: office })).toBeVisible();
}
