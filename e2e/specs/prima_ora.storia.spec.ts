import { type Message, forty } from '../support/quaranta.ts';
import { Gestore } from '../support/gestore.ts';
import { axe, fits, resume, shot } from '../support/pages.ts';
import { MailServer, addMailbox } from '../support/posta.ts';
import { skipToContent, tabTo } from '../support/tastiera.ts';
import { expect, test } from '../support/test.ts';
import type { Locator, Page } from '@playwright/test';

test.use({ actionTimeout: 90_000, navigationTimeout: 120_000 });

const ADDRESS = 'banco@pec.comune.montefiorito.example';
const MAILBOX = 'prova1';
const ENTRY = /\/protocollo\/(\d{4})\/(\d+)/;

/** The mailbox's messages of a tab, whatever else lies in the demo's. */
async function open(page: Page, box: string, tab = ''): Promise<void> {
  await page.goto(`/protocollo/posta?vista=${tab}&casella=${box}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Posta in arrivo');
}

function rows(page: Page): Locator {
  return page.locator('main table tbody tr');
}

/** From the list to the message, with the keyboard alone. */
async function enter(page: Page, message: Message): Promise<void> {
  await skipToContent(page);
  await tabTo(page, rows(page).first().getByRole('link').first());
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/protocollo\/posta\/[0-9a-f-]{36}/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(message.subject);
}

test('la prima ora di chi protocolla: quaranta messaggi con la sola tastiera', async ({ browser, page }) => {
  test.setTimeout(2_400_000);
  const server = MailServer.find();
  const gestore = new Gestore();
  const messages = forty(gestore, ADDRESS);
  expect(new Set(messages.map((message) => message.bytes.toString('latin1'))).size).toBe(40);
  for (const message of messages) server.deliver(MAILBOX, message.bytes);
  await addMailbox(browser, server, { nome: 'banco', indirizzo: ADDRESS, utente: MAILBOX }, gestore.authority);

  // The mail is there without anybody asking twice; each message has left the folder where it came.
  await resume(page, 'anna.neri');
  await page.goto('/protocollo/posta');
  await page.getByRole('button', { name: 'Leggi le caselle adesso' }).click();
  await expect(() => expect(server.lying(MAILBOX)).toEqual({ waiting: 0, taken: 40 })).toPass({ timeout: 300_000 });
  await page.goto('/protocollo/posta');
  const box = (await page.locator('select[name=casella] option', { hasText: 'banco' }).getAttribute('value'))!;
  const waiting = messages.filter((message) => message.fate !== 'ricevuta' && message.fate !== 'guasto');
  await open(page, box);
  await expect(rows(page)).toHaveCount(waiting.length);
  await expect(page.getByText('Firma del gestore non valida')).toHaveCount(0);
  await fits(page);
  await axe(page);
  await shot(page, 'posta-mattina');

  // What nobody has to touch is where it belongs, and says why.
  await open(page, box, 'ricevute');
  await expect(rows(page)).toHaveCount(4);
  await open(page, box, 'da-parte');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText('Il messaggio non si può leggere');
  await axe(page);
  await open(page, box, 'ordinaria');
  await expect(rows(page)).toHaveCount(messages.filter((message) => message.ordinary).length);

  // One after the other, in the order in which they came.
  const numbers: number[] = [];
  let year = '';
  for (const message of waiting) {
    await open(page, box);
    await enter(page, message);
    if (message.fate === 'registra') {
      await page.keyboard.press('r');
      await page.waitForURL(/bozza=/);
      const subject = page.getByRole('textbox', { name: /^Oggetto/ });
      await expect(subject).toBeFocused();
      await expect(subject).not.toHaveValue('');
      await expect(page.locator('input[name=nome_testo]')).toHaveValue(new RegExp(message.sender, 'i'));
      if (message.number) await expect(page.locator('input[name=protocollo_mittente]')).toHaveValue(message.number);
      if (numbers.length === 0) await axe(page);
      // Nothing is left to write: Enter in a field of one line goes on.
      await tabTo(page, page.locator('input[name=codice_fiscale]'), 4);
      await page.keyboard.press('Enter');
      await page.waitForURL(ENTRY);
      const [, anno, numero] = ENTRY.exec(page.url())!;
      await expect(page.getByText(`Registrata con il numero ${numero}/${anno}.`)).toBeVisible();
      year = anno!;
      numbers.push(Number(numero));
    } else {
      await tabTo(page, page.getByRole('textbox', { name: /^Motivo/ }));
      await page.keyboard.type(message.reason!);
      await tabTo(page, page.getByRole('button', { name: message.fate === 'escludi' ? 'Non va registrato' : 'Metti da parte' }));
      await page.keyboard.press('Enter');
      await page.waitForURL(/[?&]fatto=(escluso|da_parte)$/);
    }
  }

  // None is lost: each of the forty is in one place, and in one only.
  await open(page, box);
  await expect(page.getByText('Nessun messaggio aspetta')).toBeVisible();
  await axe(page);
  const expected: [string, Message['fate'][]][] = [
    ['registrati', ['registra']],
    ['esclusi', ['escludi']],
    ['da-parte', ['da-parte', 'guasto']],
    ['ricevute', ['ricevuta']],
  ];
  let found = 0;
  for (const [tab, fates] of expected) {
    const here = messages.filter((message) => fates.includes(message.fate));
    await open(page, box, tab);
    await expect(rows(page)).toHaveCount(here.length);
    for (const { subject, reason } of here) {
      if (subject) await expect(rows(page).filter({ hasText: subject })).toHaveCount(1);
      if (reason) await expect(rows(page).filter({ hasText: subject })).toContainText(reason);
    }
    found += here.length;
  }
  expect(found).toBe(40);

  // Each has a number of its own, in the order in which they were registered; between the first and the last there is no hole.
  expect(numbers).toHaveLength(messages.filter((message) => message.fate === 'registra').length);
  expect([...numbers].sort((a, b) => a - b)).toEqual(numbers);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (let number = numbers[0]!; number <= numbers.at(-1)!; number += 1) {
    const answer = await page.request.get(`/protocollo/${year}/${number}`);
    expect(answer.status(), `il numero ${number}/${year} deve esserci`).toBe(200);
  }

  // The message that arrived is the document that was registered, byte by byte.
  const registered = waiting.filter((message) => message.fate === 'registra');
  for (const at of [0, 15, registered.length - 1]) {
    await page.goto(`/protocollo/${year}/${numbers[at]}`);
    const href = (await page.getByRole('link', { name: /^Scarica.*messaggio\.eml/ }).or(page.locator('a[href$="/scarica"]')).first().getAttribute('href'))!;
    const kept = await (await page.request.get(href)).body();
    expect(kept.equals(registered[at]!.bytes), `il documento di ${registered[at]!.subject}`).toBe(true);
  }
  gestore.close();
});
