import { login } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

// A browser that runs no scripts, as with a locked machine or an old one: every form is a form.
test.use({ javaScriptEnabled: false });

test('senza script si registra con un file, si assegna e si annulla', async ({ page }) => {
  await login(page, 'carla.bianchi');
  await page.goto('/protocollo/nuova?verso=arrivo');
  const letter = { name: 'domanda.txt', mimeType: 'text/plain', buffer: Buffer.from('Chiedo una rastrelliera davanti alla biblioteca.') };
  await page.locator('form[action="/protocollo/nuova/carica"] input[type=file]').setInputFiles(letter);
  await page.getByRole('button', { name: 'Leggi i documenti' }).click();
  await page.waitForURL(/bozza=/);
  await expect(page.getByRole('link', { name: /^domanda\.txt/ })).toBeVisible();

  // What does not go is told beside the field, and what was written is still there.
  const subject = page.getByRole('textbox', { name: /^Oggetto/ });
  await subject.fill('pec');
  await page.locator('input[name=nome_testo]').fill('Gruppo di lettura');
  await page.locator('select[name=mezzo]').selectOption('mano');
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('non dice di che cosa tratta');
  await expect(page.locator('input[name=nome_testo]')).toHaveValue('Gruppo di lettura');
  await subject.fill('Richiesta di una rastrelliera davanti alla biblioteca');
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('in arrivo');
  await expect(page.getByRole('link', { name: 'domanda.txt', exact: true }).first()).toBeVisible();

  await page.getByRole('link', { name: 'Assegna', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Ufficio tecnico' }).check();
  await page.getByRole('button', { name: 'Assegna', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+(\?|$)/);
  await expect(page.getByText('Nessun ufficio se ne occupa ancora.')).toHaveCount(0);
  await expect(page.getByRole('listitem').filter({ hasText: 'Ufficio tecnico' }).first()).toBeVisible();

  await page.getByRole('link', { name: 'Annulla la registrazione' }).click();
  await page.getByLabel('Motivo dell\'annullamento').fill('La domanda era rivolta alla Provincia e non al Comune');
  await page.getByRole('button', { name: 'Annulla la registrazione' }).click();
  await expect(page.getByText('Registrazione annullata')).toBeVisible();
  await expect(page.getByText('Richiesta di una rastrelliera davanti alla biblioteca').first()).toBeVisible();
});
