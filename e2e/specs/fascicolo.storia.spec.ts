import { YEAR } from '../support/giorni.ts';
import { axe, fits, resume, shot, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('un fascicolo, dall\'apertura alla chiusura', async ({ browser, page }) => {
  test.setTimeout(400_000);
  await resume(page, 'marco.gallo');
  await page.getByRole('link', { name: 'Fascicoli', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fascicoli');
  await expect(page.getByText('Adeguamento sismico della palestra')).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'fascicoli');

  // A request arrives at the technical office and opens a matter: everything is proposed from it.
  await page.goto('/protocollo/nuova?verso=arrivo');
  await page.getByRole('textbox', { name: /^Oggetto/ }).fill('Richiesta di rimozione di una passerella sul torrente Fiora');
  await page.locator('input[name=nome_testo]').fill('Consorzio del torrente Fiora');
  await page.locator('select[name=mezzo]').selectOption('mano');
  await page.locator('select[name=ufficio]').selectOption({ label: 'Ufficio tecnico' });
  await page.locator('select[name=classe]').selectOption('VI.5');
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  const entry = new URL(page.url()).pathname;
  await expect(page.getByText('Non sta in nessun fascicolo')).toBeVisible();
  await axe(page);
  await page.getByRole('link', { name: 'Metti in un fascicolo' }).click();
  await expect(page.getByText('Stessa classe.').first()).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'fascicolo-metti');
  await page.getByRole('link', { name: 'Apri un fascicolo nuovo' }).click();
  const subject = page.getByRole('textbox', { name: /^Oggetto/ });
  await expect(subject).toHaveValue(/passerella sul torrente Fiora/);
  await expect(page.locator('select[name=classe]')).toHaveValue('VI.5');
  await fits(page);
  await axe(page);
  await shot(page, 'fascicolo-apri');
  // What is missing is told, and nothing is lost.
  await page.getByRole('radio', { name: 'Procedimento' }).check();
  await page.getByLabel('Termine').fill('');
  await page.getByRole('button', { name: 'Apri il fascicolo' }).click();
  await expect(page.getByRole('alert')).toContainText('Manca il responsabile del procedimento');
  await expect(page.getByRole('alert')).toContainText('Manca il termine');
  await axe(page);
  await page.getByRole('radio', { name: 'Affare' }).check();
  await page.getByLabel('Termine').fill(`${Number(YEAR) + 1}-12-31`);
  await subject.fill('Passerella sul torrente Fiora');
  await page.getByRole('button', { name: 'Apri il fascicolo' }).click();
  await page.waitForURL(/\/protocollo\/fascicoli\/\d+-VI\.5-\d+/);
  const fascicolo = new URL(page.url()).pathname;
  await expect(page.getByText('Fascicolo aperto.')).toBeVisible();
  await expect(page.getByText('Prima di chiuderlo')).toBeVisible();
  await fits(page);
  await axe(page);

  // It cannot be closed while something waits, and says what.
  await page.getByRole('link', { name: 'Chiudi il fascicolo' }).click();
  await expect(page.getByText('aspetta che Ufficio tecnico la prenda in carico')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Chiudi il fascicolo' })).toHaveCount(0);
  await axe(page);
  await page.goto(entry);
  await page.getByRole('button', { name: 'Prendi in carico' }).click();

  // The answer goes where the question lies.
  await page.setInputFiles('input[type=file]', { name: 'risposta.txt', mimeType: 'text/plain', buffer: Buffer.from('Si autorizza la rimozione.') });
  await page.waitForURL(/bozza=/);
  await expect(page.locator('input[name=fascicolo_testo]')).toHaveValue(/Passerella sul torrente Fiora/);
  await axe(page);
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  await expect(page.getByText('Passerella sul torrente Fiora').first()).toBeVisible();
  await page.goto(`${new URL(page.url()).pathname}/assegna`);
  await page.getByRole('checkbox', { name: 'Ufficio tecnico' }).check();
  await page.getByRole('radio', { name: 'Deve solo saperlo' }).check();
  await page.getByRole('button', { name: 'Assegna' }).click();

  // Shared with another office, which finds it.
  await page.goto(`${fascicolo}/condividi`);
  await page.getByLabel('Ufficio', { exact: true }).selectOption({ label: 'Polizia locale' });
  await page.getByRole('button', { name: 'Condividi', exact: true }).click();
  await expect(page.getByText('lo legge').first()).toBeVisible();
  await fits(page);
  await axe(page);
  const office = await browser.newContext();
  const davide = await office.newPage();
  await resume(davide, 'davide.sala');
  await davide.goto('/protocollo/fascicoli?q=passerella');
  await expect(davide.getByRole('link', { name: fascicolo.split('/').at(-1)!.replace(/-(\d+)$/, '/$1') })).toBeVisible();
  await davide.goto(fascicolo);
  await expect(davide.getByRole('link', { name: 'Chiudi il fascicolo' })).toHaveCount(0);
  await axe(davide);
  await office.close();

  // What lies there can be taken out, with a reason: here one only looks at how.
  await page.goto(fascicolo);
  await page.getByRole('link', { name: /^Togli la registrazione/ }).first().click();
  await stands(page);

  // The index on paper, then the end, and what is closed takes nothing more.
  await page.goto(fascicolo);
  await fits(page);
  await axe(page);
  await shot(page, 'fascicolo');
  const index = await page.request.get(`${fascicolo}/indice.pdf`);
  expect((await index.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await page.getByRole('link', { name: 'Chiudi il fascicolo' }).click();
  await page.getByRole('textbox', { name: /^Come è finito/ }).fill('Passerella rimossa');
  await axe(page);
  await page.getByRole('button', { name: 'Chiudi il fascicolo' }).click();
  await expect(page.getByText('Fascicolo chiuso', { exact: true })).toBeVisible();
  await expect(page.getByText('Passerella rimossa')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Metti nel fascicolo' })).toHaveCount(0);
  await fits(page);
  await axe(page);

  // Reopened only with a reason.
  await page.getByRole('link', { name: 'Riapri' }).click();
  await page.getByRole('button', { name: 'Riapri il fascicolo' }).click();
  await expect(page.getByRole('alert').first()).toContainText('Scrivi perché lo riapri');
  await stands(page);
  await page.getByRole('textbox', { name: /^Perché lo riapri/ }).fill('È arrivata una nuova richiesta del consorzio');
  await page.getByRole('button', { name: 'Riapri il fascicolo' }).click();
  await expect(page.getByText('Fascicolo riaperto.')).toBeVisible();
});
