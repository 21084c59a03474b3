import { axe, fits, resume, shot, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000 });

test('leggere un documento, firmarlo per prova, rifiutarne un altro', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'marco.gallo');
  await page.goto('/librofirma');
  await expect(page.getByText('SENZA VALORE LEGALE').first()).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'libro-firma');

  const oggetto = 'Determina di affidamento della manutenzione dei platani di viale Roma';
  await page.getByRole('checkbox', { name: `Scegli ${oggetto}` }).check();
  await page.getByRole('button', { name: 'Firma i documenti scelti' }).click();
  await expect(page.getByText("Non l'hai ancora aperto")).toBeVisible();
  await page.getByRole('link', { name: oggetto }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(oggetto);
  await stands(page);
  await page.reload();
  await expect(page.getByText('ha aperto il documento')).toBeVisible();

  await page.getByRole('button', { name: 'Firma di prova, SENZA VALORE LEGALE' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Un documento firmato');
  await fits(page);
  await axe(page);
  await shot(page, 'libro-firma-esito');

  await page.goto('/librofirma');
  await page.getByRole('link', { name: 'Liquidazione della fattura 118' }).click();
  await page.getByText('Rifiuta di firmare').first().click();
  await page.getByLabel('Perché non lo firmi').fill('Manca il DURC.');
  await page.getByRole('button', { name: 'Rifiuta di firmare' }).click();
  await expect(page.getByText('Hai rifiutato di firmare')).toBeVisible();
  await expect(page.getByText('Manca il DURC.')).toBeVisible();
});

test('mettere un documento alla firma e vedere a che punto è', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'lucia.ferri');
  await page.goto('/librofirma/messi');
  await fits(page);
  await axe(page);
  await page.getByRole('link', { name: 'Metti alla firma' }).first().click();
  await fits(page);
  await axe(page);
  await page.locator('input[type=file]').setInputFiles({ name: 'nota.txt', mimeType: 'text/plain', buffer: Buffer.from('Nota') });
  await page.getByLabel('Oggetto').fill('Nota per la firma');
  await page.getByLabel('Chi firma per primo').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Metti alla firma' }).click();
  await expect(page.getByText('Il documento è alla firma')).toBeVisible();
  await page.goto('/librofirma/messi');
  const row = page.locator('main tbody tr').filter({ has: page.getByRole('link', { name: 'Nota per la firma' }) });
  await expect(row).toContainText('0 di 1');
  await expect(row).toContainText('alla firma');
  await expect(row).toContainText(/si aspetta \w+/);
});
