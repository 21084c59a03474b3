import type { Page } from '@playwright/test';

import { pdf } from '../support/carte.ts';
import { CODE, FirmaRemota } from '../support/firma_remota.ts';
import { install } from '../support/installazione.ts';
import { enter } from '../support/ispettore.ts';
import { axe, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

const [MANY, RUOLO] = [40, 'Responsabile: librofirma'];
const LIA = { username: 'lia.serra', nome: 'Lia', cognome: 'Serra', ruolo: RUOLO, password: 'quaranta carte da preparare' };
const MARCO = { username: 'marco.gallo', nome: 'Marco', cognome: 'Gallo', ruolo: RUOLO, password: 'quaranta carte da firmare' };

/** As its form sends it, puts so many papers up to Marco; gives their addresses. */
async function putUp(page: Page, many: number): Promise<string[]> {
  await page.goto('/librofirma/nuova');
  const csrf = await page.locator('main form input[name=csrf]').first().inputValue();
  const marco = await page.locator('select[name=firmatario_1] option', { hasText: 'Marco Gallo' }).getAttribute('value');
  const addresses: string[] = [];
  for (let n = 1; n <= many; n += 1) {
    const file = { name: `determina-${n}.pdf`, mimeType: 'application/pdf', buffer: pdf('Comune di Prova', `Determina ${n}`) };
    const multipart = { csrf, file, oggetto: `Determina ${n}`, firmatario_1: marco! };
    const answer = await page.request.post('/librofirma/nuova', { multipart, maxRedirects: 0 });
    expect(answer.status(), await answer.text()).toBe(303);
    addresses.push(answer.headers()['location']!.replace(/\?.*$/, ''));
  }
  return addresses;
}

test('quaranta carte si firmano con un codice solo, e con quello sbagliato non se ne firma nessuna', async ({ browser }) => {
  test.setTimeout(600_000);
  const provider = await FirmaRemota.start();
  const comune = await install(provider.settings(), [LIA, MARCO]);
  const [lia, marco] = [await browser.newContext({ baseURL: comune.url }), await browser.newContext({ baseURL: comune.url, viewport: { width: 1440, height: 900 } })];
  try {
    const asks = await lia.newPage();
    await enter(asks, LIA, comune.passwords.get(LIA.username)!, 'Libro firma');
    const papers = await putUp(asks, MANY);

    // None is signed that was not read.
    const page = await marco.newPage();
    await enter(page, MARCO, comune.passwords.get(MARCO.username)!, 'Libro firma');
    for (const paper of papers) expect((await page.request.get(`${paper}/documento`)).status()).toBe(200);
    await page.goto('/librofirma');
    await expect(page.locator('main tbody td[data-label="Letto"]').filter({ hasText: 'letto' })).toHaveCount(MANY);
    await page.getByRole('checkbox', { name: 'Scegli tutte le righe' }).check();
    await page.getByRole('button', { name: 'Firma i documenti scelti' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Vai al servizio di firma');
    await stands(page);

    // Who one is, one says there; what is about to be signed, one reads here.
    await page.getByRole('main').getByRole('link', { name: 'Vai al servizio di firma' }).click();
    await page.getByRole('link', { name: 'Sono Marco Gallo' }).click();
    await page.waitForURL(/\/librofirma\/remota$/);
    await expect(page.getByText(`Stai per firmare ${MANY} documenti`)).toBeVisible();
    for (const n of [1, MANY]) await expect(page.getByRole('main').getByRole('link', { name: `Determina ${n}`, exact: true })).toBeVisible();
    await stands(page);
    await page.getByLabel('Codice SMS').fill('000000');
    await page.getByRole('button', { name: 'Firma', exact: true }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Niente è stato firmato' }).first()).toContainText('Il codice non è giusto');
    await axe(page);
    expect(provider.authorised).toEqual([]);

    await page.getByLabel('Codice SMS').fill(CODE);
    await page.getByRole('button', { name: 'Firma', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${MANY} documenti firmati`);
    await stands(page);
    expect({ codes: provider.codes, authorised: provider.authorised }).toEqual({ codes: 1, authorised: [MANY] });

    // Each is signed, and whoever is not of this house says so too.
    await page.goto('/librofirma');
    await expect(page.getByText('Niente da firmare')).toBeVisible();
    for (const paper of [papers[0]!, papers.at(-1)!]) {
      await page.goto(paper);
      const signed = page.locator('.mu-attachments').getByRole('link', { name: /^Scarica determina-\d+-firmato\.pdf$/ });
      const taken = await page.request.get((await signed.getAttribute('href'))!);
      expect(provider.holds(await taken.body()), paper).toBe(true);
    }
    await page.goto('/librofirma/firmati');
    await expect(page.locator('main tbody tr')).toHaveCount(MANY);
  } finally {
    await lia.close();
    await marco.close();
    await comune.close();
    provider.close();
  }
});
