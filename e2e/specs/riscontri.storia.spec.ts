import { axe, fits, resume, shot } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

const SENT = 'Programma dei lavori sulla strada provinciale 12';
const SEALED = 'Piano intercomunale di protezione civile';
const CHANGED = 'Convenzione per la polizia locale associata';

test('chi ha spedito legge che cosa ha risposto l\'altra amministrazione, e da quale messaggio', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'anna.neri');
  await page.goto('/protocollo?q=strada+provinciale+12');
  await page.locator('[data-live-results] tbody tr').filter({ hasText: SENT }).getByRole('link').first().click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  const entry = new URL(page.url()).pathname;
  const answers = page.locator('#riscontri');
  await expect(answers.getByRole('heading', { name: 'Riscontri fra amministrazioni' })).toBeVisible();
  for (const [title, told] of [
    ['Conferma di ricezione', '4417'],
    ['Aggiornamento di conferma', '4417'],
    ['Notifica di eccezione', 'Motivo: La planimetria allegata non si legge'],
  ] as const) {
    await expect(answers.getByRole('listitem').filter({ hasText: title }).first()).toContainText(told);
  }
  // Somebody has seen to the exception, and said how.
  await expect(answers.getByText(/^Se n'è occupato .*Esportata di nuovo la planimetria/)).toBeVisible();
  await expect(answers.getByRole('button', { name: 'Segna che l\'hai visto' })).toHaveCount(0);
  await fits(page);
  await axe(page);
  await shot(page, 'riscontri', answers);

  // Each leads to the message that brought it, and the message back to the entry.
  await answers.getByRole('link', { name: 'Apri il messaggio (Notifica di eccezione)' }).click();
  await page.waitForURL(/\/protocollo\/posta\/[0-9a-f-]{36}/);
  const told = page.getByRole('region', { name: 'Riscontro di un\'altra amministrazione' });
  await expect(told).toContainText('Riguarda quello che è partito con il protocollo');
  await expect(told).toContainText('La planimetria allegata non si legge');
  await expect(page.getByText('Firma del gestore valida').first()).toBeVisible();
  await fits(page);
  await axe(page);
  await told.getByRole('link').first().click();
  await page.waitForURL(new RegExp(`${entry}$`));
});

test('il sigillo della segnatura che arriva si legge prima di registrare, e quello che non regge propone l\'eccezione', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'anna.neri');
  await page.goto('/protocollo/posta');
  await page.getByRole('link', { name: SEALED }).first().click();
  await page.waitForURL(/\/protocollo\/posta\/[0-9a-f-]{36}/);
  // It holds; and that nobody vouches for an authority for trials is told with it.
  await expect(page.getByText('Sigillo della segnatura: integro, di Unione Valle Serena').first()).toBeVisible();
  await expect(page.getByText('SENZA VALORE LEGALE').first()).toBeVisible();
  await expect(page.getByText('ma chi lo garantisce non è accertato').first()).toBeVisible();
  await expect(page.getByText(/chiede la conferma di ricezione\. Parte da sé/)).toBeVisible();
  await expect(page.getByLabel('Che cosa non va')).toHaveValue('');
  await fits(page);
  await axe(page);

  await page.goto('/protocollo/posta');
  await page.getByRole('link', { name: CHANGED }).first().click();
  await page.waitForURL(/\/protocollo\/posta\/[0-9a-f-]{36}/);
  await expect(page.getByText('Sigillo della segnatura: NON valido').first()).toBeVisible();
  await expect(page.getByText('La busta firmata che la accompagna contiene un altro file.').first()).toBeVisible();
  await expect(page.getByText('decidi tu se mandarla').first()).toBeVisible();
  // The exception is written already, with its cause, and nothing leaves by itself.
  await expect(page.getByLabel('Perché non si può registrare')).toHaveValue('segnatura');
  await expect(page.getByLabel('Che cosa non va')).toHaveValue(/^Il sigillo della segnatura non è valido: sigillatela di nuovo/);
  await expect(page.getByRole('button', { name: 'Segnala un\'eccezione' })).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'sigillo-segnatura');
});
