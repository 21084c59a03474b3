import type { Browser, Page } from '@playwright/test';

import { resume } from './pages.ts';
import { expect } from './test.ts';

/** What the page of an act says when a step was taken. */
const DONE = 'Fatto: la pratica è andata avanti.';

/** An act to be begun: its kind and the office as the form calls them. */
export type Act = { kind: string; office: string; subject: string };

/** A window of somebody else's, signed in where a name is given; else a phone. */
export async function another(browser: Browser, user?: string): Promise<Page> {
  const viewport = user ? { width: 1440, height: 900 } : { width: 360, height: 740 };
  const page = await (await browser.newContext({ baseURL: process.env.MUNICIPIO_URL, viewport })).newPage();
  if (user) await resume(page, user);
  return page;
}

/** On the form of a new act: begins it, and is then on the page of its text; gives its address. */
export async function begin(page: Page, act: Act): Promise<string> {
  await page.getByLabel('Che cosa vuoi scrivere').selectOption({ label: act.kind });
  await page.getByLabel('Ufficio proponente').selectOption({ label: act.office });
  await page.getByLabel('Oggetto').fill(act.subject);
  await page.getByRole('button', { name: 'Comincia a scrivere' }).click();
  await page.waitForURL(/\/atti\/[0-9a-f-]{36}\/testo/);
  return new URL(page.url()).pathname.replace(/\/testo$/, '');
}

/** On the page of the text: opens the part that says this, and writes other words in it. `look` looks at the form in between. */
export async function write(page: Page, before: string, words: string, look?: (page: Page) => Promise<void>): Promise<void> {
  const part = page.locator('#testo > section').filter({ hasText: before });
  await part.getByText(/^Cambia questa parte/).click();
  await part.getByRole('link', { name: 'Modifica', exact: true }).click();
  const form = page.getByRole('form', { name: /^Modifica: / });
  await expect(form.getByLabel('Testo')).toHaveValue(before);
  await look?.(page);
  await form.getByLabel('Testo').fill(words);
  await form.getByRole('button', { name: 'Salva questa parte' }).click();
  await expect(form).toHaveCount(0);
  await expect(page.locator('#testo')).toContainText(words);
}

/** What a text that has just been begun says where the reasons and the decision go. */
export const REASONS = 'Scrivi qui i fatti e le ragioni.';
export const DECISION = 'Scrivi qui che cosa si decide.';

/** The first accounting line of the form of the data. */
export async function line(page: Page, fields: Record<string, string>): Promise<void> {
  const group = page.getByRole('group', { name: 'Riga 1', exact: true });
  for (const [label, value] of Object.entries(fields)) await group.getByLabel(label, { exact: true }).fill(value);
}

/** On the form of the data: saves it, and is then on the act's page. */
export async function save(page: Page, address: string): Promise<void> {
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));
}

/** On the act's page: takes a step that signs nothing, with a reason where one is asked. */
export async function takes(page: Page, step: string, why?: string): Promise<void> {
  const form = page.getByRole('form', { name: step, exact: true });
  if (why !== undefined) await form.getByRole('textbox').fill(why);
  await form.getByRole('button', { name: step, exact: true }).click();
  await expect(form).toHaveCount(0);
  await expect(page.getByText(DONE)).toBeVisible();
}

/** On the act's page: asks for a step that signs, with the authority for trials; of an opinion `esito` is what it says. */
export async function asks(page: Page, step: string, esito?: string): Promise<void> {
  const form = page.getByRole('form', { name: step, exact: true });
  if (esito !== undefined) await form.getByLabel('Esito').selectOption(esito);
  await form.getByLabel(/^Dichiaro di non essere in conflitto/).check();
  await form.getByRole('button', { name: step, exact: true }).click();
}

/** The same, and it is taken. */
export async function signs(page: Page, step: string, esito?: string): Promise<void> {
  await asks(page, step, esito);
  await expect(page.getByRole('form', { name: step, exact: true })).toHaveCount(0);
  await expect(page.getByText(DONE)).toBeVisible();
}

/** Somebody else enters, signs on the act's page, and goes. */
export async function signedBy(browser: Browser, user: string, address: string, step: string, esito?: string): Promise<void> {
  const page = await another(browser, user);
  await page.goto(address);
  await signs(page, step, esito);
  await page.context().close();
}

/** On the act's page: the number at the albo under which it is posted, as `12/2026`. */
export async function postedUnder(page: Page): Promise<string> {
  const told = await page.getByText(/Albo n\. \d+\/\d{4}/).first().textContent();
  return told!.match(/Albo n\. (\d+\/\d{4})/)![1]!;
}

/** The address under which everybody reads it. */
export function publicly(number: string): string {
  return `/albo/${number.split('/').reverse().join('/')}`;
}
