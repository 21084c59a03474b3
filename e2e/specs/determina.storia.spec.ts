import type { Locator, Page } from '@playwright/test';

import { another, begin, DECISION, postedUnder, publicly, REASONS, save, signedBy, takes, write } from '../support/atti.ts';
import { YEAR } from '../support/giorni.ts';
import { resume, stands, until } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

const SPENDS = { kind: 'Determina con impegno di spesa', subject: 'Terra e concime per le aiuole di piazza della Torre' };
const KEPT = { kind: 'Determina senza spesa', office: 'Lavori pubblici', subject: 'Turni di reperibilità degli operai per la neve' };
const HEADING = /^Determinazione n\. \d+ del \d\d\/\d\d\/\d{4}$/;

/** What people do, counted as they do it: clicks, fields filled in or chosen, and the pages that open on the way. */
class Gesti {
  clicks = 0;
  fields = 0;
  pages = 0;

  /** From here on the pages of this window count. */
  watch(page: Page): void {
    page.on('response', (response) => {
      const asked = response.request();
      // What leads on to another page is none of its own.
      const leads = response.status() >= 300 && response.status() < 400;
      if (!leads && asked.isNavigationRequest() && asked.frame() === page.mainFrame()) this.pages += 1;
    });
  }

  async click(target: Locator): Promise<void> {
    this.clicks += 1;
    await target.click();
  }

  async fill(target: Locator, words: string): Promise<void> {
    this.fields += 1;
    await target.fill(words);
  }

  async choose(target: Locator, what: string): Promise<void> {
    this.fields += 1;
    await target.selectOption(what);
  }
}

/** On the page of the text: other words in the part that says this. */
async function rewrite(page: Page, does: Gesti, before: string, words: string): Promise<void> {
  const part = page.locator('#testo > section').filter({ hasText: before });
  await does.click(part.getByText(/^Cambia questa parte/));
  await does.click(part.getByRole('link', { name: 'Modifica', exact: true }));
  const form = page.getByRole('form', { name: /^Modifica: / });
  await does.fill(form.getByLabel('Testo'), words);
  await does.click(form.getByRole('button', { name: 'Salva questa parte' }));
  await expect(page.locator('#testo')).toContainText(words);
}

/** Lucia, on the empty form of a new act: writes it and sends it on. */
async function propose(page: Page, does: Gesti): Promise<void> {
  await does.choose(page.getByLabel('Che cosa vuoi scrivere'), SPENDS.kind);
  await does.fill(page.getByLabel('Oggetto'), SPENDS.subject);
  await does.click(page.getByRole('button', { name: 'Comincia a scrivere' }));
  await rewrite(page, does, REASONS, 'Le aiuole vanno preparate prima del gelo.');
  await rewrite(page, does, DECISION, 'di impegnare la somma di € 244,00, IVA compresa, sul capitolo 1610.');
  await does.click(page.getByRole('link', { name: 'Dati e righe contabili' }));
  await does.fill(page.getByLabel(/^Dati personali/), 'Nessun dato di persone.');
  const line = page.getByRole('group', { name: 'Riga 1', exact: true });
  for (const [label, value] of [
    ['Capitolo', '1610'],
    ['Missione', '09'],
    ['Programma', '02'],
    ['Piano dei conti', 'U.1.03.02.09.012'],
    ['Importo in euro', '244,00'],
    ['Per che cosa', 'Terra e concime'],
    ['Creditore', 'Verde Fiore S.r.l.'],
    ['CIG', 'A003DEB979'],
    ['Scadenza', `${YEAR}-12-31`],
  ] as const) {
    await does.fill(line.getByLabel(label, { exact: true }), value);
  }
  await does.click(page.getByRole('button', { name: 'Salva', exact: true }));
  await does.click(page.getByRole('button', { name: 'Proponi alla firma', exact: true }));
  await expect(page.locator('.iter-posto')).toContainText('Alla firma');
}

/** On the act's page: declares to be in no conflict, and signs. */
async function sign(page: Page, does: Gesti, step: string, esito?: string): Promise<void> {
  const form = page.getByRole('form', { name: step, exact: true });
  if (esito !== undefined) await does.choose(form.getByLabel('Esito'), esito);
  await does.click(form.getByLabel(/^Dichiaro di non essere in conflitto/));
  await does.click(form.getByRole('button', { name: step, exact: true }));
  await expect(form).toHaveCount(0);
}

test('una determina con impegno va dalla pagina vuota all\'albo con sedici clic, quindici campi e dodici pagine', async ({ browser, page, request }) => {
  test.setTimeout(400_000);
  await resume(page, 'lucia.ferri');
  const [marco, paolo] = [await another(browser, 'marco.gallo'), await another(browser, 'paolo.riva')];
  const does = new Gesti();
  const began = performance.now();
  await page.goto('/atti/nuovo');
  does.watch(page);
  await propose(page, does);

  // Each finds it where what waits for them stands.
  await marco.goto('/atti/firma');
  does.watch(marco);
  await does.click(marco.getByRole('main').getByRole('link', { name: `${SPENDS.kind}: ${SPENDS.subject}`, exact: true }));
  await sign(marco, does, 'Firma');
  await paolo.goto('/atti?vista=lavorazione');
  does.watch(paolo);
  await does.click(paolo.locator('main tbody tr').filter({ hasText: SPENDS.subject }).getByRole('link').first());
  await sign(paolo, does, 'Apponi il visto', 'favorevole');

  // With the last click it is signed, numbered and posted: anybody reads it.
  await expect(paolo.getByRole('heading', { level: 1 })).toHaveText(HEADING);
  const read = await request.get(publicly(await postedUnder(paolo)));
  expect(read.status()).toBe(200);
  expect(await read.text()).toContain(SPENDS.subject);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`determina: ${does.clicks} clic, ${does.fields} campi, ${does.pages} pagine; fatta da un programma, in ${seconds} secondi`);
  await expect.poll(() => [does.clicks, does.fields, does.pages], 'clic, campi, pagine').toEqual([16, 15, 12]);
  await marco.context().close();
  await paolo.context().close();
});

test('una determina che non va all\'albo si comunica, si archivia, e sta con le sue carte nel fascicolo dell\'anno', async ({ browser, page }) => {
  test.setTimeout(400_000);
  await resume(page, 'lucia.ferri');
  await page.goto('/atti/nuovo');
  const address = await begin(page, KEPT);
  await write(page, REASONS, 'Chi sgombera la neve va avvisato per tempo.');
  await write(page, DECISION, 'di approvare i turni degli operai da dicembre a marzo.');
  await page.goto(`${address}/dati`);
  await page.getByLabel('Si pubblica all\'albo pretorio').uncheck();
  await page.getByLabel(/^Destinatari/).fill('Ufficio tecnico');
  await save(page, address);
  await takes(page, 'Proponi alla firma');
  await signedBy(browser, 'marco.gallo', address, 'Firma');

  // What is posted nowhere ends when whom it concerns has been told.
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(HEADING);
  const cited = await page.getByRole('heading', { level: 1 }).innerText();
  await expect(page.getByText(/Albo n\. /)).toHaveCount(0);
  await takes(page, 'Comunica agli interessati', 'Turni consegnati al capo operaio.');
  await expect(page.getByText(/^La pratica si è conclusa/)).toBeVisible();

  // It has been laid into its fascicolo by then, or will be in a moment.
  const lies = page.locator('#nel-fascicolo').getByRole('link', { name: new RegExp(`^${YEAR}-II\\.10/\\d+ `) });
  await until(page, address, lies);
  await stands(page);
  await lies.click();
  await page.waitForURL(/\/protocollo\/fascicoli\/\d{4}-II\.10-\d+/);
  const papers = page.getByRole('main');
  for (const words of [cited, KEPT.subject, 'Atto firmato']) await expect(papers).toContainText(words);
  await expect(papers.locator(`a[href="${address}"]`).first()).toBeVisible();
  await stands(page);
});
