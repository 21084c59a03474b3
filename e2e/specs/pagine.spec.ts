import { axe, fits, login, shot } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('chiunque può leggere il registro pubblico', async ({ page }) => {
  await page.goto('/registro');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('chiunque può controllare');
  await fits(page);
  await axe(page);
});

test('le pagine del protocollo stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await login(page, 'carla.bianchi');
  for (const path of ['/scrivania', '/protocollo', '/protocollo/nuova?verso=arrivo', '/protocollo/nuova?verso=partenza', '/protocollo/posta', '/protocollo/posta?vista=da-parte', '/protocollo/fascicoli', '/protocollo/fascicoli?vista=tutti&q=viabilita', '/protocollo/fascicoli/nuovo', '/protocollo/giornalieri', '/protocollo/emergenza', '/protocollo/titolario', '/protocollo/titolario/bozza', '/protocollo/repertori', '/protocollo/spedizioni', '/protocollo/spedizioni?vista=concluse', '/cerca?q=ponte']) {
    await page.goto(path);
    await fits(page);
    await axe(page);
  }
});

test('le pagine di un fascicolo stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await login(page, 'marco.gallo');
  await page.goto('/protocollo/fascicoli?vista=miei');
  const address = (await page.getByRole('link', { name: /^\d{4}-VI\.5\/\d+$/ }).first().getAttribute('href'))!;
  for (const path of ['', '/chiudi', '/correggi', '/condividi', '/trasferisci']) {
    await page.goto(`${address}${path}`);
    await fits(page);
    await axe(page);
  }
});

test('le pagine del banco e della rubrica stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await login(page, 'carla.bianchi');
  await page.goto('/protocollo?vista=arrivo');
  const entry = (await page.locator('main tbody tr a').first().getAttribute('href'))!;
  await page.goto('/rubrica');
  const subject = (await page.locator('main tbody tr a').first().getAttribute('href'))!;
  const paths = ['/protocollo/differita', '/protocollo/raccomandate', '/rubrica', '/rubrica/doppioni', '/rubrica/doppioni?per=nome', '/rubrica/indice', '/rubrica/nuova'];
  for (const path of [...paths, entry, `${entry}/correggi`, `${entry}/etichetta`, subject, `${subject}/indirizzi`, `${subject}/modifica`, `${subject}/unisci`]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    await fits(page);
    await axe(page);
  }
});

test('la pagina delle firme dice che cosa vale una firma, senza promettere niente', async ({ page }) => {
  test.setTimeout(400_000);
  await login(page, 'carla.bianchi');
  await page.goto('/protocollo?q=pino+pericolante');
  const entry = (await page.locator('main tbody tr a').first().getAttribute('href'))!;
  // The program checks after the registration, by itself.
  await expect(async () => {
    await page.goto(entry);
    await expect(page.getByRole('link', { name: 'Le firme di lettera.pdf.p7m' })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 120_000 });
  await axe(page);
  await page.getByRole('link', { name: 'Le firme di lettera.pdf.p7m' }).click();
  await expect(page.getByText('Firme da verificare').first()).toBeVisible();
  await expect(page.getByText('SENZA VALORE LEGALE').first()).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'firme');
  await page.getByText('Tutti i controlli e i certificati').click();
  await fits(page);
  await axe(page);
  await page.getByRole('button', { name: 'Controlla di nuovo' }).click();
  await expect(page.getByText('l\'esito è quello di prima')).toBeVisible();
  await page.goto(`${entry}`);
  await page.getByRole('link', { name: 'lettera.pdf.p7m', exact: true }).first().click();
  await fits(page);
  await axe(page);
});

test('le pagine di chi cura il sistema stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await login(page, 'ivo.tecchi');
  for (const path of ['/protocollo/caselle', '/protocollo/caselle/nuova', '/comando/collegamenti', '/comando/collegamenti/nuovo']) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    await fits(page);
    await axe(page);
  }
});
