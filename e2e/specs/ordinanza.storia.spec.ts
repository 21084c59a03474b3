import { another, begin, DECISION, postedUnder, publicly, REASONS, save, signs, takes, write } from '../support/atti.ts';
import { day } from '../support/giorni.ts';
import { resume, shot } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

const ACT = { kind: 'Ordinanza del Sindaco contingibile e urgente', office: 'Polizia locale', subject: 'Divieto di accesso al ponte sul Fiora dopo la piena' };
const SIGN = 'Firma come ufficiale del Governo';

test('un\'ordinanza urgente della sindaca si comunica al prefetto, si firma e ha effetto lo stesso giorno, con la notifica annotata', async ({ browser, page, request }) => {
  test.setTimeout(600_000);
  await resume(page, 'davide.sala');
  await page.goto('/atti/nuovo');
  const address = await begin(page, ACT);
  await write(page, REASONS, 'La piena ha scalzato una pila del ponte, e chi passa è in pericolo.');
  await write(page, DECISION, 'il divieto di accesso al ponte a chiunque, fino alla verifica dei tecnici.');
  await page.getByRole('link', { name: 'Vai all\'atto' }).click();
  await expect(page.getByText('«Sottoponi al sindaco» non si può ancora')).toBeVisible();
  await expect(page.getByText(/Un'ordinanza contingibile e urgente ha una durata/).first()).toBeVisible();
  await page.getByRole('link', { name: 'Dati e righe contabili' }).click();
  await page.getByLabel(/^Dati personali/).fill('Guardati oggetto e testo: nessun dato di persone.');
  await page.getByLabel(/^Destinatari/).fill('Chi abita in via del Ponte; Provincia di Colle Alto.');
  await page.getByLabel(/^Vale fino al/).fill(day(2));
  await page.getByLabel(/^Il sindaco la fa come ufficiale del Governo/).check();
  await save(page, address);
  await takes(page, 'Sottoponi al sindaco');

  // As an officer of the government (art. 54) the mayor signs when the prefect has been told, not before.
  const giulia = await another(browser, 'giulia.sarti');
  await giulia.goto(address);
  await expect(giulia.locator('.iter-posto')).toContainText('Da comunicare al prefetto');
  await expect(giulia.getByRole('button', { name: SIGN, exact: true })).toHaveCount(0);
  await takes(page, 'Annota la comunicazione al prefetto', 'Telefonata e PEC alla prefettura alle 21.05.');
  await giulia.goto(address);
  await signs(giulia, SIGN);
  const heading = giulia.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText(/^Ordinanza del Sindaco n\. \d+ del \d\d\/\d\d\/\d{4}$/);
  const signedOn = (await heading.innerText()).match(/\d\d\/\d\d\/\d{4}$/)![0];
  await expect(giulia.getByText(/^Avrà effetto quando sarà notificata/)).toBeVisible();
  const number = await postedUnder(giulia);
  await giulia.context().close();

  // It is in force for whom it concerns when it has reached them (art. 21-bis L. 241/1990): how and when is noted.
  await page.goto(address);
  await takes(page, 'Annota la notifica ai destinatari', 'Consegnata a mano alle 21.40, con ricevuta.');
  await expect(page.getByText(`Efficace dal ${signedOn}`)).toBeVisible();
  await expect(page.getByText('Consegnata a mano alle 21.40, con ricevuta.').first()).toBeVisible();
  await shot(page, 'ordinanza-urgente');
  const read = await request.get(publicly(number));
  expect(read.status()).toBe(200);
  expect(await read.text()).toContain(ACT.subject);
});
