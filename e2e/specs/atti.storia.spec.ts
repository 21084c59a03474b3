import type { Browser, Page } from '@playwright/test';

import { another, begin, DECISION, line, postedUnder, REASONS, signs, takes, write } from '../support/atti.ts';
import { YEAR } from '../support/giorni.ts';
import { axe, fits, resume, shot, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

const OGGETTO = 'Sostituzione delle panchine dei giardini di via Piave';
const KIND = 'Determina con impegno di spesa';
const SUM = '1.220,00';

/** What is written shows in the sheet beside before it is saved; what is pasted from a word processor comes out clean. */
async function sheetAndPaste(page: Page): Promise<void> {
  const sheet = page.locator('[data-preview-sheet]');
  const words = 'Visto il preventivo della ditta;';
  await expect(sheet).toContainText('Otto panchine sono rotte');
  const field = page.getByRole('form', { name: 'Aggiungi una parte' }).getByLabel('Testo');
  await field.fill(words);
  await expect(sheet).toContainText(words);
  await expect(field).toBeFocused();
  await expect(page.locator('#testo')).not.toContainText(words);

  const paste = page.getByRole('form', { name: 'Incolla un testo' });
  await paste.getByLabel('Incolla qui').evaluate((area: HTMLTextAreaElement, plain: string) => {
    const clipboard = new DataTransfer();
    clipboard.setData('text/html', `<html><head><style>p{}</style></head><body><p class="MsoNormal"><b>${plain}</b></p><img src="x.png"></body></html>`);
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true }));
    area.value = plain;
    area.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
  }, words);
  await expect(paste.getByText('Incollato con titoli, elenchi, tabelle e collegamenti')).toBeVisible();
  await paste.getByLabel('Dove va').selectOption({ label: 'In fondo alla sezione Premesse e motivi, «Premesso che»' });
  await paste.getByRole('button', { name: 'Inserisci' }).click();
  await expect(page.getByText('Inserita una parte.')).toBeVisible();
  await expect(page.getByText('Le immagini non sono state riportate')).toBeVisible();
  await expect(page.locator('#testo strong', { hasText: words })).toBeVisible();
  await stands(page);
}

/** Lucia begins the act, writes its text and its data, and sends it on; gives its address. */
async function propose(page: Page): Promise<string> {
  await resume(page, 'lucia.ferri');
  await page.goto('/atti');
  await page.getByRole('link', { name: 'Nuovo atto' }).click();
  await stands(page);
  await page.getByRole('button', { name: 'Comincia a scrivere' }).click();
  await expect(page.getByRole('alert').first()).toContainText('Manca l\'oggetto');
  await axe(page);
  const address = await begin(page, { kind: KIND, office: 'Lavori pubblici', subject: OGGETTO });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Testo dell\'atto');
  await stands(page);

  // What is missing is told before anybody is asked to sign.
  await page.getByRole('link', { name: 'Vai all\'atto' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(KIND);
  const steps = page.locator('#passi');
  await expect(steps.getByText('«Proponi alla firma» non si può ancora')).toBeVisible();
  await expect(steps.getByText('Mancano le righe contabili')).toBeVisible();
  await stands(page);

  await page.getByRole('link', { name: 'Scrivi il testo' }).click();
  await write(page, REASONS, 'Otto panchine sono rotte e chi si siede può farsi male.', stands);
  const decided = `di impegnare la somma di € ${SUM}, IVA compresa, sul capitolo 1610.`;
  await write(page, DECISION, decided, stands);
  await sheetAndPaste(page);
  const paper = await page.request.get(`${address}/anteprima.pdf`, { timeout: 120_000 });
  expect((await paper.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await data(page);
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  await takes(page, 'Proponi alla firma');
  // The text is closed: what is examined is what will be signed.
  await expect(page.getByRole('link', { name: 'Scrivi il testo' })).toHaveCount(0);
  await expect(page.locator('.iter-posto')).toContainText('Alla firma');
  await stands(page);
  return address;
}

/** The data and the money, once with an amount that is none. */
async function data(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Dati e righe contabili' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dati dell\'atto');
  await page.getByLabel(/^Dati personali/).fill('Guardati oggetto e testo: nessun dato di persone.');
  await page.getByLabel(/^Destinatari/).fill('Ragioneria; impresa Verde Fiore S.r.l.');
  await line(page, {
    Capitolo: '1610',
    Missione: '09',
    Programma: '02',
    'Piano dei conti': 'U.1.03.02.09.012',
    'Importo in euro': 'milleduecento',
    'Per che cosa': 'Sostituzione di otto panchine',
    Creditore: 'Verde Fiore S.r.l.',
    CIG: 'A003DEB979',
    Scadenza: `${YEAR}-12-31`,
  });
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
  await expect(page.getByRole('alert').first()).toContainText('l\'importo si scrive come 1.234,56');
  await stands(page);
  // The other fields are still there.
  const group = page.getByRole('group', { name: 'Riga 1', exact: true });
  await expect(group.getByLabel('Per che cosa')).toHaveValue('Sostituzione di otto panchine');
  await line(page, { 'Importo in euro': SUM });
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
}

/** Whoever answers for the office reads it and signs it, with the authority for trials, among those that wait for them. */
async function sign(browser: Browser, address: string): Promise<void> {
  const marco = await another(browser, 'marco.gallo');
  await marco.goto(address);
  await expect(marco.getByText('Firma di prova: il documento dirà di non avere valore legale.').first()).toBeVisible();
  await stands(marco);
  await marco.goto('/atti/firma');
  await expect(marco.getByRole('heading', { level: 1 })).toHaveText('Atti da firmare');
  const choice = marco.getByRole('checkbox', { name: `Scegli: ${KIND}: ${OGGETTO}`, exact: true });
  await choice.check();
  await stands(marco);
  await shot(marco, 'atti-da-firmare');
  // Nobody signs without saying that they are in no conflict.
  const press = marco.getByRole('button', { name: 'Firma quelli scelti' });
  await press.click();
  await expect(marco.getByText('Firmati: 0 su 1.')).toBeVisible();
  await expect(marco.getByText(/^Prima di firmare dichiara di non essere in conflitto/)).toBeVisible();
  await stands(marco);
  await marco.getByRole('link', { name: 'Torna agli atti da firmare' }).click();
  await choice.check();
  await marco.getByLabel(/^Li ho letti, e dichiaro/).check();
  await press.click();
  await expect(marco.getByText('Firmati: 1 su 1.')).toBeVisible();
  await axe(marco);
  await marco.getByRole('main').getByRole('link', { name: OGGETTO }).click();
  await expect(marco.locator('.iter-posto')).toContainText('Al visto di copertura');
  await marco.context().close();
}

/** The finance officer's opinion: with it come number, money and posting; gives the number at the albo. */
async function cover(browser: Browser, address: string): Promise<string> {
  const paolo = await another(browser, 'paolo.riva');
  await paolo.goto(address);
  const form = paolo.getByRole('form', { name: 'Apponi il visto' });
  await expect(form).toContainText('Visto di regolarità contabile attestante la copertura finanziaria');
  await stands(paolo);
  await signs(paolo, 'Apponi il visto', 'favorevole');
  await expect(paolo.getByRole('heading', { level: 1 })).toHaveText(/^Determinazione n\. \d+ del \d\d\/\d\d\/\d{4}$/);
  const money = paolo.locator('.mu-summary > div').filter({ has: paolo.locator('dt', { hasText: /^impegno n\. \d+/ }) });
  await expect(money).toContainText(SUM);
  await expect(paolo.locator('.mu-attachments').getByText('Atto firmato', { exact: true })).toBeVisible();
  await stands(paolo);
  await shot(paolo, 'atto-adottato');
  const signed = paolo.locator('.mu-attachments').getByRole('link', { name: /^Scarica / }).first();
  const paper = await paolo.request.get((await signed.getAttribute('href'))!);
  expect((await paper.body()).subarray(0, 5).toString()).toBe('%PDF-');
  const posted = await postedUnder(paolo);
  // It stands in its register, under its number.
  await paolo.goto('/atti/registri?registro=determine');
  await expect(paolo.locator('main tbody tr').filter({ hasText: OGGETTO })).toBeVisible();
  await stands(paolo);
  await paolo.context().close();
  return posted;
}

/** Anybody finds it on the albo with a phone, and opens the signed paper. */
async function read(browser: Browser, posted: string): Promise<void> {
  const citizen = await another(browser);
  await citizen.goto('/albo');
  await citizen.getByText('Filtri', { exact: true }).click();
  await citizen.getByLabel(/^Parole dell'oggetto/).fill('panchine via Piave');
  await citizen.getByRole('button', { name: 'Cerca', exact: true }).click();
  await citizen.getByRole('link', { name: posted, exact: true }).click();
  await expect(citizen.getByText(OGGETTO).first()).toBeVisible();
  await expect(citizen.getByText(/^Determinazione n\. \d+ del/).first()).toBeVisible();
  await fits(citizen);
  await axe(citizen);
  const paper = citizen.locator('.mu-attachments').getByRole('link', { name: /^Scarica / }).first();
  const taken = await citizen.request.get((await paper.getAttribute('href'))!);
  expect((await taken.body()).subarray(0, 5).toString()).toBe('%PDF-');
  // Brought to the check it is known as the original, and nobody asks who they are.
  await citizen.goto('/atti/verifica');
  await fits(citizen);
  await axe(citizen);
  await citizen.getByLabel(/^Il PDF dell'atto/).setInputFiles({ name: 'atto.pdf', mimeType: 'application/pdf', buffer: await taken.body() });
  await citizen.getByRole('button', { name: 'Controlla il file' }).click();
  await expect(citizen.getByText("L'impronta è quella dell'originale firmato.")).toBeVisible();
  await expect(citizen.getByText(OGGETTO)).toBeVisible();
  await fits(citizen);
  await axe(citizen);
  await citizen.context().close();
}

test('una determina nasce, si firma, prende visto e numero, e chiunque la legge all\'albo', async ({ browser, page }) => {
  test.setTimeout(900_000);
  const address = await propose(page);
  await sign(browser, address);
  const posted = await cover(browser, address);
  await read(browser, posted);

  // Who wrote it finds it among those adopted, and takes the proof with which anybody checks it without us.
  await page.goto('/atti?vista=adottati');
  await page.locator('main tbody tr').filter({ hasText: OGGETTO }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Determinazione n\. /);
  await expect(page.getByRole('link', { name: /^Copia con il numero/ })).toHaveAttribute('href', `${address}/copia.pdf`);
  const copy = await page.request.get(`${address}/copia.pdf`, { timeout: 120_000 });
  expect((await copy.body()).subarray(0, 5).toString()).toBe('%PDF-');
  // The seal of the journal follows the number by a moment.
  await expect(async () => {
    expect((await page.request.get(`${address}/prova`)).status()).toBe(200);
  }).toPass({ timeout: 180_000 });
});
