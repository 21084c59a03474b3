import { axe, fits, resume, shot, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

/** An instant so many minutes ago, as a `datetime-local` field wants it in Italian time. */
function ago(minutes: number): string {
  const at = new Date(Date.now() - minutes * 60_000);
  return at.toLocaleString('sv-SE', { timeZone: 'Europe/Rome' }).replace(' ', 'T').slice(0, 16);
}

test('un giorno sul registro di emergenza', async ({ page }) => {
  test.setTimeout(240_000);
  await resume(page, 'carla.bianchi');
  await page.getByText('Strumenti del protocollo').click();
  await page.getByRole('link', { name: 'Registro di emergenza' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Registro di emergenza');
  await expect(page.getByText('il registro di emergenza non è in uso')).toBeVisible();
  await fits(page);
  await axe(page);

  // Opened only with its act; what is missing is told and nothing is lost.
  await page.getByLabel('Causa').fill('Il server del municipio è fermo per un guasto elettrico');
  await page.getByRole('button', { name: 'Apri il registro di emergenza' }).click();
  await expect(page.getByRole('alert').first()).toContainText(/provvedimento/i);
  await expect(page.getByLabel('Causa')).toHaveValue(/guasto elettrico/);
  await axe(page);
  await page.getByLabel('Estremi del provvedimento').fill('Decreto del responsabile del protocollo n. 4');
  await page.getByLabel('Dal', { exact: true }).fill(ago(50));
  await page.getByRole('button', { name: 'Apri il registro di emergenza' }).click();
  await expect(page.getByText('Il registro di emergenza è aperto').first()).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'emergenza');

  // Brought in one at a time, with the number and the hour written on paper.
  await page.getByLabel('Numero di emergenza').fill('1');
  await page.getByLabel('Registrata il').fill(ago(40));
  await page.getByRole('radio', { name: /arrivo/i }).check();
  await page.getByRole('textbox', { name: /^Oggetto/ }).fill('Istanza di accesso agli atti presentata allo sportello');
  await page.locator('input[name=nome_testo]').fill('Bruna Testi');
  await page.locator('select[name=mezzo]').selectOption('mano');
  await page.getByRole('button', { name: 'Riporta la registrazione' }).click();
  await expect(page.locator('#riportate')).toContainText('Istanza di accesso agli atti');
  await axe(page);

  // The others from a file: a wrong line stops all of them and is named.
  const head = (await (await page.request.get('/protocollo/emergenza/modello.csv')).text()).split(/\r?\n/)[0]!;
  const names = head.replace(/^\uFEFF/, '').split(';');
  const row = (values: Record<string, string>): string => names.map((name) => values[name.replaceAll('"', '')] ?? '').join(';');
  const when = (minutes: number): string => {
    const [day, hour] = ago(minutes).split('T') as [string, string];
    return `${day.split('-').reverse().join('/')} ${hour}`;
  };
  const line = (numero: string, minutes: number, oggetto: string): string =>
    row({
      Numero: numero,
      'Registrata il': when(minutes),
      Verso: 'in arrivo',
      Mezzo: 'Consegna a mano',
      Oggetto: oggetto,
      'Mittente o destinatario': 'Gino Rivi',
    });
  const send = async (...lines: string[]): Promise<void> => {
    const text = [head, ...lines, ''].join('\r\n');
    await page.setInputFiles('input#file', { name: 'emergenza.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Riporta le registrazioni del file' }).click();
  };
  await send(line('2', 35, 'Denuncia di cessione di fabbricato'), line('tre', 30, 'Reclamo per una buca'));
  await expect(page.getByText(/riga 3/i).first()).toBeVisible();
  await expect(page.locator('#riportate')).not.toContainText('Denuncia di cessione');
  await axe(page);
  await send(line('2', 35, 'Denuncia di cessione di fabbricato'), line('3', 30, 'Reclamo per una buca'));
  await expect(page.locator('#riportate')).toContainText('Denuncia di cessione');
  await expect(page.locator('#riportate')).toContainText('Reclamo per una buca');
  await fits(page);
  await axe(page);
  await shot(page, 'emergenza-riportate', page.locator('#riportate'));

  // Both numbers stand on the entry for ever.
  const entry = page.locator('#riportate').getByRole('link').first();
  const href = (await entry.getAttribute('href'))!;
  await page.goto(href);
  await expect(page.getByText(/Registrata in emergenza/).first()).toBeVisible();
  await axe(page);

  // Closed only when the totals of the day are those of the paper.
  await page.goto('/protocollo/emergenza');
  await page.getByLabel('Ritorno alla normalità').fill(ago(1));
  const totals = page.locator('#totali input');
  const declared = await totals.evaluateAll((inputs) => inputs.map((input) => Number((input as HTMLInputElement).value)));
  expect(declared.reduce((sum, one) => sum + one, 0)).toBe(3);
  const last = totals.last();
  await last.fill('4');
  await page.getByRole('button', { name: 'Chiudi il registro di emergenza' }).click();
  await expect(page.getByRole('alert').first()).toContainText(/ne dichiara 4/);
  await axe(page);
  await page.locator('#totali input').last().fill(String(declared.at(-1)));
  await page.getByRole('button', { name: 'Chiudi il registro di emergenza' }).click();
  await expect(page.getByText('il registro di emergenza non è in uso')).toBeVisible();
  await page.locator('#passate').getByRole('link').first().click();
  await expect(page.getByText('chiusa', { exact: true })).toBeVisible();
  await expect(page.getByText('Reclamo per una buca')).toBeVisible();
  await stands(page);
  await shot(page, 'emergenza-passata');

  // Whoever checks the register reads it among the interruptions.
  await page.goto('/protocollo/giornalieri/emergenze');
  await page.getByRole('row').filter({ hasText: 'guasto elettrico' }).getByRole('link').click();
  await expect(page).toHaveURL(/\/protocollo\/giornalieri\/emergenze\/[0-9a-f-]+$/);
  await expect(page.getByText('Reclamo per una buca')).toBeVisible();
  await stands(page);
});
