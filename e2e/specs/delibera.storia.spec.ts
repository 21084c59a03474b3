import type { Page } from '@playwright/test';

import { another, begin, DECISION, postedUnder, publicly, REASONS, save, signedBy, signs, takes, write } from '../support/atti.ts';
import { resume, shot } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

const ACT = { kind: 'Delibera di Giunta', office: 'Lavori pubblici', subject: 'Tariffe del parcheggio di piazza della Torre' };

/** Writes the figures of a vote in its form. */
async function figures(page: Page, votes: Record<string, number>): Promise<void> {
  const form = page.getByRole('form', { name: 'Annota il voto' });
  for (const [name, many] of Object.entries(votes)) await form.locator(`input[name=${name}]`).fill(String(many));
}

test('una delibera di Giunta si propone, ha i pareri, va all\'ordine del giorno, si vota e si pubblica', async ({ browser, page, request }) => {
  test.setTimeout(600_000);
  await resume(page, 'lucia.ferri');
  await page.goto('/atti/nuovo');
  const address = await begin(page, ACT);
  await write(page, REASONS, 'Chi lavora in centro occupa i posti per tutto il giorno.');
  await write(page, DECISION, 'di approvare la tariffa di un euro ogni ora.');
  await page.goto(`${address}/dati`);
  await page.getByLabel(/^Dati personali/).fill('Guardati oggetto e testo: nessun dato di persone.');
  await page.getByLabel(/^Ha riflessi/).check();
  await save(page, address);
  await takes(page, 'Proponi e chiedi i pareri');
  const place = (at: Page) => at.locator('.iter-posto');
  await expect(place(page)).toContainText('In attesa del parere tecnico');
  await expect(place(page)).toContainText('In attesa del parere contabile');

  // The two opinions are given apart, each signed by whoever gives it.
  for (const [user, step] of [['marco.gallo', 'Rendi il parere tecnico'], ['paolo.riva', 'Rendi il parere contabile']] as const) {
    await signedBy(browser, user, address, step, 'favorevole');
  }

  // The secretary puts it on the agenda; it is not approved before somebody has noted a vote that adds up.
  const elena = await another(browser, 'elena.conti');
  await elena.goto(address);
  await takes(elena, 'Iscrivi all\'ordine del giorno');
  await expect(elena.getByText('«Annota che è stata approvata» non si può ancora')).toBeVisible();
  await expect(elena.getByText(/Manca il voto/).first()).toBeVisible();
  await figures(elena, { componenti: 5, presenti: 4, favorevoli: 4, contrari: 0, astenuti: 1 });
  await elena.getByRole('button', { name: 'Annota il voto' }).click();
  await expect(elena.getByText('Favorevoli, contrari e astenuti fanno 5, ma i presenti sono 4.').first()).toBeVisible();
  await figures(elena, { componenti: 5, presenti: 4, favorevoli: 3, contrari: 0, astenuti: 1 });
  await shot(elena, 'delibera-voto', elena.getByRole('form', { name: 'Annota il voto' }));
  await elena.getByRole('button', { name: 'Annota il voto' }).click();
  await expect(elena.getByText('Voto annotato.')).toBeVisible();
  await takes(elena, 'Annota che è stata approvata');

  // Signed by who presides and by the secretary, whose signature brings number and posting.
  await signedBy(browser, 'giulia.sarti', address, 'Firma come presidente');
  await elena.goto(address);
  await signs(elena, 'Firma come segretario');
  await expect(elena.getByRole('heading', { level: 1 })).toHaveText(/^Deliberazione della Giunta n\. \d+ del \d\d\/\d\d\/\d{4}$/);
  await expect(elena.getByText(/^Adottata, non ancora esecutiva: lo sarà dal \d\d\/\d\d\/\d{4}/)).toBeVisible();
  await expect(elena.getByText(/Presenti 4 su 5: favorevoli 3, contrari 0, astenuti 1/).first()).toBeVisible();
  await shot(elena, 'delibera-adottata');
  const number = await postedUnder(elena);
  await takes(elena, 'Annota la comunicazione ai capigruppo', 'Elenco mandato ai capigruppo per posta elettronica.');
  await elena.context().close();

  // Anybody reads it.
  const read = await request.get(publicly(number));
  expect(read.status()).toBe(200);
  expect(await read.text()).toContain(ACT.subject);
});
