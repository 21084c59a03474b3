import { readFile, writeFile } from 'node:fs/promises';

import { letter, pdf } from '../support/carte.ts';
import { Gestore, type Receipt } from '../support/gestore.ts';
import { axe, fits, resume, shot } from '../support/pages.ts';
import { MailServer, addMailbox } from '../support/posta.ts';
import { program, proved } from '../support/programma.ts';
import { expect, test } from '../support/test.ts';

const ADDRESS = 'risposte@pec.comune.montefiorito.example';
const MAILBOX = 'prova2';
const CITIZEN = 'acquedotto.fiora@pec.example';
const SUBJECT = 'Richiesta di scavo in via delle Fonti';
const PAGE = { waitUntil: 'domcontentloaded' } as const;

test.use({ actionTimeout: 90_000, navigationTimeout: 120_000 });

test('a una PEC si risponde, e la consegna si prova', async ({ browser, page }, info) => {
  test.setTimeout(1_500_000);
  const server = MailServer.find();
  const gestore = new Gestore();
  const request = {
    from: CITIZEN, name: 'Acquedotto Fiora Spa', to: ADDRESS, subject: SUBJECT, id: `richiesta.${Date.now()}@pec.example`,
    text: 'Buongiorno, chiediamo di scavare per un tubo rotto.',
    files: [{ name: 'richiesta.pdf', type: 'application/pdf', bytes: letter('Acquedotto Fiora Spa', SUBJECT) }],
  };
  server.deliver(MAILBOX, gestore.pec(request));
  await addMailbox(browser, server, { nome: 'risposte', indirizzo: ADDRESS, utente: MAILBOX }, gestore.authority);

  // The request comes in, from who certifies it, and is registered.
  await resume(page, 'anna.neri');
  const readNow = async (): Promise<void> => {
    await page.goto('/protocollo/posta');
    await page.getByRole('button', { name: 'Leggi le caselle adesso' }).click();
  };
  await readNow();
  await expect(async () => {
    await page.goto('/protocollo/posta', PAGE);
    await expect(page.getByRole('link', { name: SUBJECT })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 300_000 });
  await page.getByRole('link', { name: SUBJECT }).click();
  await expect(page.getByText('Firma del gestore valida')).toBeVisible();
  await axe(page);
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/bozza=/);
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  const question = new URL(page.url()).pathname;

  // The answer is dropped on the page of the question: whom and what about are already written.
  await page.locator('form[aria-label^="Rispondi"] input[type=file]').setInputFiles({ name: 'autorizzazione.pdf', mimeType: 'application/pdf', buffer: pdf('Si autorizza lo scavo in via delle Fonti.') });
  await page.waitForURL(/bozza=/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Registra in partenza');
  await expect(page.locator('input[name=nome_testo]')).toHaveValue('Acquedotto Fiora Spa');
  await expect(page.locator('input[name=indirizzo]')).toHaveValue(CITIZEN);
  await expect(page.getByRole('textbox', { name: /^Oggetto/ })).toHaveValue(new RegExp(`^Risposta alla registrazione .*${SUBJECT}$`));
  await fits(page);
  await axe(page);
  await shot(page, 'risposta-registra');
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  const answer = new URL(page.url()).pathname;
  expect(answer).not.toBe(question);
  await expect(page.getByRole('link', { name: question.split('/').slice(2).reverse().join('/') }).first()).toBeVisible();

  // It leaves from the real server, with the number in its subject and the document inside.
  await page.getByRole('link', { name: 'Spedisci', exact: true }).click();
  const from = (await page.locator('select[name=casella] option', { hasText: ADDRESS }).getAttribute('value'))!;
  await page.locator('select[name=casella]').selectOption(from);
  await page.getByRole('button', { name: 'Spedisci', exact: true }).click();
  await page.waitForURL(/\?spedita$/);
  await expect(() => expect(server.sentTo(CITIZEN)).toHaveLength(1)).toPass({ timeout: 300_000 });
  const sent = server.sentTo(CITIZEN)[0]!;
  expect(sent.from).toBe(ADDRESS);
  const text = sent.bytes.toString('latin1');
  expect(text).toContain('autorizzazione.pdf');
  const id = /^Message-ID: <([^>]+)>/im.exec(text)![1]!;
  const stands = async (state: string): Promise<void> => {
    await expect(async () => {
      await page.goto(answer, PAGE);
      await expect(page.locator('#spedizione').getByText(state, { exact: true })).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 300_000 });
  };
  await stands('affidato al gestore');

  // A receipt that anyone may have written proves nothing, and asks a person.
  const receipt = (kind: Receipt['kind']): Receipt => ({ kind, of: id, to: CITIZEN, from: ADDRESS, subject: 'Risposta' });
  const other = new Gestore();
  server.deliver(MAILBOX, other.receipt(receipt('avvenuta-consegna')));
  other.close();
  await readNow();
  await expect(async () => {
    await page.goto(answer, PAGE);
    await expect(page.getByText('non è stata contata').first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 300_000 });
  await expect(page.locator('#spedizione').getByText('consegnato', { exact: true })).toHaveCount(0);

  // The two that the provider signs stand on the entry, one after the other.
  server.deliver(MAILBOX, gestore.receipt(receipt('accettazione')));
  await readNow();
  await stands('accettato dal gestore');
  server.deliver(MAILBOX, gestore.receipt(receipt('avvenuta-consegna')));
  await readNow();
  await stands('consegnato');
  await expect(page.getByText(/non è stato consegnato|nessuna notizia/)).toHaveCount(0);
  await fits(page);
  await axe(page);
  await shot(page, 'risposta-consegnata');

  // From the history one opens the receipt that proves it, whole as it came.
  const history = page.getByRole('complementary', { name: 'Che cosa è successo' });
  const proof = history.getByRole('listitem').filter({ hasText: 'Firma del gestore valida' }).filter({ hasText: 'Ricevuta di avvenuta consegna' });
  await proof.getByRole('link').first().click();
  await page.waitForURL(/\/protocollo\/posta\//);
  await expect(page.getByText('Ricevuta di avvenuta consegna').first()).toBeVisible();
  await expect(page.getByText('Firma del gestore valida')).toBeVisible();
  // Who writes it is the provider, and not whoever had written the message.
  await expect(page.locator('.mu-letter-head div', { has: page.locator('dt', { hasText: /^Da$/ }) })).toContainText('posta-certificata@gestore-prove.example');
  await fits(page);
  await axe(page);
  await shot(page, 'ricevuta-consegna');
  const [original] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Scarica il messaggio' }).click()]);
  expect((await readFile(await original.path())).toString('latin1')).toContain('X-Ricevuta: avvenuta-consegna');

  // The proof of the entry holds without the comune, and one changed by a letter does not.
  await page.goto(answer);
  const proven = await proved(page);
  expect(proven.code).toBe(0);
  expect(proven.said).toContain(SUBJECT);
  const file = info.outputPath('prova.json');
  const changed = (await readFile(proven.file, 'utf8')).replaceAll('delle Fonti', 'delle Monti');
  await writeFile(file, changed);
  const refused = program('verify-proof', file);
  expect(refused.code).toBe(1);
  expect(refused.said).not.toContain('La prova regge');
  gestore.close();
});
