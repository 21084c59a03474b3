import { axe, fits, resume, shot } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('la posta della mattina: una PEC si registra, una pubblicità no', async ({ page }) => {
  test.setTimeout(200_000);
  await resume(page, 'anna.neri');
  await page.getByRole('link', { name: /^Posta in arrivo/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Posta in arrivo');
  // Nothing pretends that a server is behind it.
  await expect(page.getByText('casella di prova')).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'posta');

  // A key opens the first that waits.
  await page.keyboard.press('a');
  await page.waitForURL(/\/protocollo\/posta\/[0-9a-f-]{36}/);
  await page.goto('/protocollo/posta');

  // What is certified is read, with its files, before it is registered.
  await page.getByRole('link', { name: 'Richiesta di autorizzazione allo scavo in via dei Mulini' }).click();
  await expect(page.getByText('Acquedotto Valle Serena Spa').first()).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'messaggio');
  const file = page.getByRole('link', { name: 'lettera.pdf' });
  const attached = await page.request.get((await file.getAttribute('href'))!);
  expect((await attached.body()).subarray(0, 5).toString()).toBe('%PDF-');
  const message = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/bozza=/);
  await expect(page.getByRole('textbox', { name: /^Oggetto/ })).toHaveValue(/scavo in via dei Mulini/);
  await page.getByRole('button', { name: 'Registra', exact: true }).click();
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  await expect(page.getByText('messaggio.eml').first()).toBeVisible();
  await expect(page.getByText('lettera.pdf').first()).toBeVisible();
  // Another leads back to the mail, where the next one waits.
  await page.keyboard.press('p');
  await page.waitForURL(/\/protocollo\/posta$/);
  await page.goto(message);
  await expect(page.getByText('registrato', { exact: true })).toBeVisible();
  await axe(page);

  // What is not to be registered is left out, with a reason.
  await page.goto('/protocollo/posta');
  await page.getByRole('link', { name: 'Buca davanti alla scuola di via Roma' }).click();
  await page.getByRole('button', { name: 'Non va registrato' }).click();
  await expect(page.getByRole('alert').first()).toContainText('Scrivi il motivo');
  await axe(page);
  await page.getByRole('textbox', { name: /^Motivo/ }).fill('Già segnalata ieri dalla stessa persona');
  await page.getByRole('button', { name: 'Non va registrato' }).click();
  // One goes on with the message that follows, or back to the list when there is none.
  await page.waitForURL(/\/protocollo\/posta(\/[-\w]+)?\?fatto=escluso$/);
  await expect(page.getByText('Il messaggio non si registra')).toBeVisible();
  await axe(page);
  await page.goto('/protocollo/posta?vista=esclusi');
  await expect(page.getByText('Già segnalata ieri dalla stessa persona')).toBeVisible();
  await axe(page);
});
