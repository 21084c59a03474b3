import { pdf } from '../support/carte.ts';
import { changed, signed } from '../support/firmatario.ts';
import { day } from '../support/giorni.ts';
import { axe, fits, resume, shot, until } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

test('un file firmato arriva allo sportello: la firma si legge, si controlla a una data, e quella di un file cambiato non vale', async ({ page }) => {
  test.setTimeout(600_000);
  const request = signed(pdf('Rinaldi Nadia', 'Al Comune di Montefiorito', '', 'Domanda di contributo per il centro estivo, euro 200.'));
  const tampered = changed(signed(pdf('Rinaldi Nadia', 'Delega al ritiro del contributo, euro 200.')), 'euro 200', 'euro 900');
  await resume(page, 'anna.neri');
  await page.goto('/protocollo/nuova?verso=arrivo');
  await page.locator('input[type=file]').setInputFiles([
    { name: 'domanda.pdf.p7m', mimeType: 'application/pkcs7-mime', buffer: request },
    { name: 'delega.pdf.p7m', mimeType: 'application/pkcs7-mime', buffer: tampered },
  ]);
  await page.waitForURL(/bozza=/);
  await expect(page.locator('.mu-documents').getByRole('link', { name: /^domanda\.pdf\.p7m/ })).toBeVisible();
  await expect(page.locator('.mu-documents').getByRole('link', { name: /^delega\.pdf\.p7m/ })).toBeVisible();
  await fits(page);
  await axe(page);
  await page.getByRole('textbox', { name: /^Oggetto/ }).fill('Domanda di contributo per il centro estivo');
  await page.locator('input[name=nome_testo]').fill('Rinaldi Nadia');
  await page.locator('select[name=mezzo]').selectOption('mano');
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  const entry = new URL(page.url()).pathname;

  // The program checks by itself, and each verdict stands beside its document.
  const of = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name: `Le firme di ${name}` }) });
  for (const name of ['domanda.pdf.p7m', 'delega.pdf.p7m']) await until(page, entry, of(name));
  await expect(of('domanda.pdf.p7m')).toContainText('Firme da verificare');
  await expect(of('delega.pdf.p7m')).toContainText('Firme non valide');
  await fits(page);
  await axe(page);

  // Of the one that was changed the page says that it is not what was signed.
  await page.getByRole('link', { name: 'Le firme di delega.pdf.p7m' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Firme di delega.pdf.p7m');
  await expect(page.getByText('Firme non valide').first()).toBeVisible();
  await fits(page);
  await axe(page);

  // The other is whole, and that nobody is known to vouch for its signer is told.
  await page.goto(entry);
  await page.getByRole('link', { name: 'Le firme di domanda.pdf.p7m' }).click();
  await expect(page.getByRole('heading', { name: 'Firma di Nadia Rinaldi' })).toBeVisible();
  await expect(page.getByText('Firme da verificare').first()).toBeVisible();
  await page.getByText('Tutti i controlli e i certificati').first().click();
  await expect(page.getByText('Autorita inventata delle prove').first()).toBeVisible();
  await fits(page);
  await axe(page);

  // It is checked again as on a day. One that has not come is refused, and stays in its field.
  const field = page.getByLabel('Alla data del');
  const check = page.getByRole('button', { name: 'Controlla di nuovo' });
  await field.fill(day(2));
  await check.click();
  await expect(page.getByText('Il giorno scelto deve ancora venire').first()).toBeVisible();
  await expect(field).toHaveValue(day(2));
  await axe(page);
  await field.fill(day(-1));
  await check.click();
  await page.waitForURL(/\?controllo=/);
  await expect(page.getByText(/^Esito alla data del .*, controllato il .* da Anna Neri/)).toBeVisible();
  const history = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: /alla data del/ }) });
  await expect(history.first()).toContainText('Anna Neri');
  await fits(page);
  await axe(page);
  await shot(page, 'firme-data');

  // What the entry says is still what is known today.
  await page.goto(entry);
  await expect(of('domanda.pdf.p7m')).toContainText('Firme da verificare');
});
