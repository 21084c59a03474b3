import { axe, fits, resume, shot, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('quello che non è arrivato si rispedisce, e niente finge di essere partito', async ({ page }) => {
  test.setTimeout(200_000);
  await resume(page, 'anna.neri');

  // What did not arrive waits on the desk.
  await page.goto('/scrivania');
  const waiting = page.getByRole('link', { name: /^Spedisci di nuovo a/ });
  await expect(waiting.first()).toBeVisible();
  await axe(page);
  await page.getByRole('link', { name: 'Spedizioni', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Spedizioni');
  await expect(page.getByText('non consegnato', { exact: true })).toBeVisible();
  await expect(page.getByText('nessuna notizia da più di 24 ore').first()).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'spedizioni');
  const failed = page.getByRole('row').filter({ hasText: 'non consegnato' }).getByRole('link');
  const entry = (await failed.first().getAttribute('href'))!;
  await page.goto(entry);
  await expect(page.getByRole('alert').first()).toContainText('il messaggio non è stato consegnato');
  await expect(page.getByText('casella di prova').first()).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'spedizione');

  // One step to another address; no server is behind the demo's mailbox, and the page says that nothing left.
  const again = page.getByRole('textbox', { name: /questo indirizzo/ }).first();
  await again.fill('non un indirizzo');
  await page.getByRole('button', { name: 'Spedisci di nuovo' }).first().click();
  await expect(page.getByRole('alert').first()).toContainText('non è scritto come un indirizzo');
  await stands(page);
  await page.getByRole('textbox', { name: /^PEC o posta elettronica/ }).fill('altra@pec.example');
  await page.getByRole('button', { name: 'Spedisci di nuovo' }).click();
  await page.waitForURL(/\?spedita$/);
  await expect(page.getByText('poi spedito di nuovo').first()).toBeVisible();
  await expect(async () => {
    await page.goto(entry);
    await expect(page.getByText('il messaggio non è partito').first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await axe(page);

  // It was given by hand instead.
  await page.goto(`${entry}/spedisci`);
  await page.getByLabel('Come', { exact: true }).selectOption('raccomandata');
  await page.getByRole('button', { name: 'Scrivi che è stato consegnato' }).click();
  await expect(page.getByRole('alert').first()).toContainText('numero della raccomandata');
  await fits(page);
  await axe(page);
  await page.getByRole('textbox', { name: /numero della raccomandata/ }).fill('n. 61512345678-9');
  await page.getByRole('button', { name: 'Scrivi che è stato consegnato' }).click();
  await page.waitForURL(new RegExp(`${entry}$`));
  await expect(page.getByText('consegnato in altro modo').first()).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('una registrazione in partenza si spedisce dalla sua pagina', async ({ page }) => {
  test.setTimeout(200_000);
  await resume(page, 'anna.neri');
  await page.goto('/protocollo/nuova?verso=partenza');
  await page.locator('input[type=file]').setInputFiles({ name: 'nulla-osta.txt', mimeType: 'text/plain', buffer: Buffer.from('Si rilascia il nulla osta.') });
  await page.waitForURL(/bozza=/);
  await page.getByRole('textbox', { name: /^Oggetto/ }).fill('Nulla osta per la festa di primavera');
  await page.getByRole('combobox', { name: /^Destinatario/ }).or(page.getByRole('textbox', { name: /^Destinatario/ })).first().fill('Pro Loco Montefiorito');
  await page.getByRole('textbox', { name: /^PEC o posta/ }).fill('proloco@pec.example');
  await page.getByLabel('Come arriva o parte').selectOption('pec');
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  await page.getByRole('link', { name: 'Spedisci', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Spedisci');
  await expect(page.getByRole('textbox', { name: /^Oggetto/ })).toHaveValue(/^Prot\. \d+ del .* - Nulla osta per la festa di primavera$/);
  await expect(page.getByText('dietro non c\'è nessun server').first()).toBeVisible();
  // Other stories add mailboxes of their own, and then none is chosen beforehand.
  const from = page.locator('select[name=casella] option', { hasText: 'protocollo@' });
  await page.locator('select[name=casella]').selectOption((await from.getAttribute('value'))!);
  await stands(page);
  await shot(page, 'spedisci');
  await page.getByRole('button', { name: 'Spedisci', exact: true }).click();
  await page.waitForURL(/\?spedita$/);
  await expect(page.getByText('proloco@pec.example').first()).toBeVisible();
  await fits(page);
  await axe(page);
});
