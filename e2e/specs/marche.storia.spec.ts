import { admit, enter, type Ispettore } from '../support/ispettore.ts';
import { axe, fits, shot, until } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const VERA: Ispettore = {
  username: 'vera.marini',
  nome: 'Vera',
  cognome: 'Marini',
  ruolo: 'Ispettore della conservazione',
  permessi: [/^Vedere che cosa va conservato/],
  password: 'una marca ogni notte, per molti',
};

test.use({ actionTimeout: 90_000, navigationTimeout: 120_000 });

test('chi ispeziona la conservazione legge le marche temporali dell\'archivio e non apre niente', async ({ browser, page }) => {
  test.setTimeout(900_000);
  await enter(page, VERA, await admit(browser, VERA), 'Conservazione');
  await page.goto('/conservazione');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Conservazione');
  for (const what of ['Da conservare in tutto', 'Conservate', 'Da sistemare', 'Oltre il termine']) {
    await expect(page.getByText(what, { exact: true }).first()).toBeVisible();
  }

  // Without an authority for time stamps the page says what is missing and who gives it; with one, how many packages are under a stamp.
  const stamps = page.locator('#marche');
  await expect(stamps.getByRole('heading', { name: 'Marche temporali dell\'archivio' })).toBeVisible();
  const without = stamps.getByText('L\'ente non ha un servizio di marche temporali');
  await expect(without.or(stamps.getByText('Pacchetti sotto una marca')).first()).toBeVisible();
  const alone = await without.isVisible();
  if (alone) await expect(stamps).toContainText('Chi gestisce il sistema ne indica uno in [time_stamps.CODICE]');
  await expect(page.locator('#rilettura')).toContainText('rilegge tutti i pacchetti');
  await fits(page);
  await axe(page);
  await shot(page, 'conservazione-marche', stamps);

  // Each thing is told by its number: how it stands and with what its package is proved, not what is in it.
  const first = page.locator('main tbody tr').first().getByRole('link').first();
  await until(page, '/conservazione/elenco?stato=pronta&tipo=giornaliero', first);
  await fits(page);
  await axe(page);
  await first.click();
  await page.waitForURL(/\/conservazione\/[0-9a-f-]{36}/);
  const thing = new URL(page.url()).pathname;
  const pack = page.locator('#pacchetto');
  await expect(pack).toContainText('Impronta SHA-256 del pacchetto');
  const sealed = pack.locator('dl > div', { hasText: 'Sigillo dell\'ente' });
  await expect(sealed).toContainText(alone ? 'senza marca temporale' : /(con|senza) marca temporale/);
  const evidence = page.locator('#evidenza');
  if (alone) {
    await expect(evidence, 'what was never stamped proves nothing, and no page pretends it does').toHaveCount(0);
  } else if ((await evidence.count()) > 0) {
    await expect(evidence).toContainText('Che il pacchetto c\'era è provato dal');
  }
  await fits(page);
  await axe(page);
  await shot(page, 'ispezione-conservazione');

  // Neither the files nor the evidence, nor anything that changes how it stands.
  await expect(page.locator('#file-del-pacchetto')).toHaveCount(0);
  await expect(page.locator('main form')).toHaveCount(0);
  for (const name of ['Scarica il pacchetto', 'Scarica l\'evidenza']) await expect(page.getByRole('link', { name })).toHaveCount(0);
  for (const file of ['pacchetto.zip', 'evidenza.ers']) {
    expect((await page.request.get(`${thing}/${file}`)).status(), file).toBe(403);
  }
  expect((await page.request.get('/conservazione/conservatore')).status()).toBe(403);
  expect((await page.request.get('/protocollo')).status()).toBe(403);
});
