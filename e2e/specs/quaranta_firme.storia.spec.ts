import type { Browser, Page } from '@playwright/test';

import { pdf } from '../support/carte.ts';
import { CODE, FirmaRemota } from '../support/firma_remota.ts';
import { install, type Installazione } from '../support/installazione.ts';
import { enter } from '../support/ispettore.ts';
import { axe, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

const MANY = 40;
const RUOLO = 'Responsabile: librofirma';
const LIA = { username: 'lia.serra', nome: 'Lia', cognome: 'Serra', ruolo: RUOLO, password: 'quaranta carte da preparare' };
const MARCO = { username: 'marco.gallo', nome: 'Marco', cognome: 'Gallo', ruolo: RUOLO, password: 'quaranta carte da firmare' };

/** Puts so many papers up to Marco, each as the form sends it; gives their addresses. */
async function putUp(page: Page): Promise<string[]> {
  await page.goto('/librofirma/nuova');
  const csrf = await page.locator('main form input[name=csrf]').first().inputValue();
  const marco = await page.locator('select[name=firmatario_1] option', { hasText: 'Marco Gallo' }).getAttribute('value');
  const one = async (n: number): Promise<string> => {
    const file = { name: `determina-${n}.pdf`, mimeType: 'application/pdf', buffer: pdf('Comune di Prova', `Determina ${n}`) };
    const multipart = { csrf, file, oggetto: `Determina ${n}`, firmatario_1: marco! };
    const answer = await page.request.post('/librofirma/nuova', { multipart, maxRedirects: 0 });
    expect(answer.status(), `la determina ${n} va alla firma`).toBe(303);
    return answer.headers()['location']!.replace(/\?.*$/, '');
  };
  return Promise.all(Array.from({ length: MANY }, (_, at) => one(at + 1)));
}

/** Types a code on the page that asks for it. */
async function types(page: Page, code: string): Promise<void> {
  await page.getByLabel('Codice SMS').fill(code);
  await page.getByRole('button', { name: 'Firma', exact: true }).click();
}

/** Lia puts them up; Marco reads them, chooses them all, says at the service who he is, and types the code. */
async function story(browser: Browser, provider: FirmaRemota, comune: Installazione): Promise<void> {
  const where = { baseURL: comune.url, viewport: { width: 1440, height: 900 } };
  const [lia, marco] = [await browser.newContext(where), await browser.newContext(where)];
  const asks = await lia.newPage();
  await enter(asks, LIA, comune.passwords.get(LIA.username)!, 'Libro firma');
  const papers = await putUp(asks);
  await lia.close();

  const page = await marco.newPage();
  await enter(page, MARCO, comune.passwords.get(MARCO.username)!, 'Libro firma');
  const read = await Promise.all(papers.map((paper) => page.request.get(`${paper}/documento`)));
  expect(read.map((answer) => answer.status())).toEqual(papers.map(() => 200));
  await page.goto('/librofirma');
  await expect(page.locator('main tbody td[data-label="Letto"]').filter({ hasText: 'letto' })).toHaveCount(MANY);
  await page.getByRole('checkbox', { name: 'Scegli tutte le righe' }).check();
  await page.getByRole('button', { name: 'Firma i documenti scelti' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Vai al servizio di firma');
  await stands(page);
  await page.getByRole('main').getByRole('link', { name: 'Vai al servizio di firma' }).click();
  await page.getByRole('link', { name: 'Sono Marco Gallo' }).click();

  // What the one code will sign is told. Another code signs nothing of it.
  await page.waitForURL(/\/librofirma\/remota$/);
  await expect(page.getByText(`Stai per firmare ${MANY} documenti`)).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: /^Determina \d+$/ })).toHaveCount(MANY);
  await stands(page);
  await types(page, '000000');
  const refused = page.getByRole('alert').filter({ hasText: 'Il codice non è giusto' });
  await expect(refused.first()).toContainText('Niente è stato firmato');
  await axe(page);
  expect(provider.authorised).toEqual([]);
  await types(page, CODE);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${MANY} documenti firmati`);
  await stands(page);
  expect({ codes: provider.codes, authorised: provider.authorised }).toEqual({ codes: 1, authorised: [MANY] });

  // None is left, and that each is signed says whoever is not of this house.
  await page.goto('/librofirma');
  await expect(page.getByText('Niente da firmare')).toBeVisible();
  await page.goto('/librofirma/firmati');
  await expect(page.locator('main tbody tr')).toHaveCount(MANY);
  for (const paper of [papers[0]!, papers.at(-1)!]) {
    await page.goto(paper);
    const signed = page.locator('.mu-attachments').getByRole('link', { name: /^Scarica determina-\d+-firmato\.pdf$/ });
    const taken = await page.request.get((await signed.getAttribute('href'))!);
    expect(provider.holds(await taken.body()), `la firma di ${paper}`).toBe(true);
  }
  await marco.close();
}

test('quaranta carte si firmano con un codice solo, e con quello sbagliato non se ne firma nessuna', async ({ browser }) => {
  test.setTimeout(600_000);
  const provider = await FirmaRemota.start();
  try {
    const comune = await install(provider.settings(), [LIA, MARCO]);
    try {
      await story(browser, provider, comune);
    } finally {
      await comune.close();
    }
  } finally {
    provider.close();
  }
});
