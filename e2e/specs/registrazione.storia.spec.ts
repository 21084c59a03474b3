import { axe, fits, resume } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('una registrazione si annota, si collega a un\'altra, e il collegamento si scioglie', async ({ page }) => {
  await resume(page, 'anna.neri');
  const registered = async (subject: string): Promise<string> => {
    await page.goto('/protocollo/nuova?verso=arrivo');
    await page.getByRole('textbox', { name: /^Oggetto/ }).fill(subject);
    await page.locator('input[name=nome_testo]').fill('Verdi Luigi');
    await page.locator('select[name=mezzo]').selectOption('mano');
    await page.getByRole('button', { name: 'Registra', exact: true }).click();
    await page.waitForURL(/\/protocollo\/\d+\/\d+/);
    return new URL(page.url()).pathname;
  };
  const first = await registered('Domanda di allaccio alla fognatura');
  const second = await registered('Sopralluogo per l\'allaccio alla fognatura');
  const [, year, number] = /\/protocollo\/(\d+)\/(\d+)/.exec(first) ?? [];

  await page.getByLabel('Nuova annotazione').fill('Ha telefonato: passa lunedì.');
  await page.getByRole('button', { name: 'Aggiungi l\'annotazione' }).click();
  await expect(page.locator('#annotazioni')).toContainText('Ha telefonato: passa lunedì.');
  await expect(page.getByLabel('Nuova annotazione')).toHaveValue('');

  const links = page.locator('#collegamenti');
  await links.getByLabel('Questa registrazione').selectOption({ label: 'Fa seguito alla' });
  await links.getByLabel('Numero e anno dell\'altra').fill(`${number}/${year}`);
  await links.getByRole('button', { name: 'Collega', exact: true }).click();
  await expect(links.getByRole('link', { name: `${number}/${year}` })).toBeVisible();
  await fits(page);
  await axe(page);
  await links.getByRole('link', { name: `${number}/${year}` }).click();
  await expect(page).toHaveURL(new RegExp(`${first}$`));
  await expect(links).toContainText('Ha avuto seguito con la');

  await page.goto(second);
  await links.getByText('Sciogli', { exact: false }).first().click();
  await links.getByLabel('Perché').fill('Era di un\'altra strada.');
  await axe(page);
  await links.getByRole('button', { name: 'Sciogli il collegamento' }).click();
  await links.getByText('Collegamenti sciolti').click();
  await expect(links).toContainText('Era di un\'altra strada.');
  await axe(page);
});

test('ciò che si legge di una scansione riempie solo i campi che nessuno ha toccato, e il cursore resta dov\'è', async ({ page }) => {
  await resume(page, 'anna.neri');
  await page.goto('/protocollo/nuova?verso=arrivo');
  // The answer of the server is made here: what is tried is the script that fills the form, and no scan is read.
  const read = { oggetto: 'Domanda di contributo', protocollo_mittente: '55', codice_fiscale: 'RSSMRA80A01H501U', indirizzo: 'ufficio@example.it' };
  const body = Object.entries(read).map(([name, value]) => `<span data-fill="${name}" data-value="${value}" data-source="dal PDF"></span>`).join('');
  await page.route('**/protocollo/letto-dopo', (route) => route.fulfill({ contentType: 'text/html', body: `<div id="letto-dopo">${body}</div>` }));
  const field = (name: string) => page.locator(`form[data-draft] [name=${name}]`);
  await field('protocollo_mittente').fill('Ns. 9');
  await field('indirizzo').fill('altro@example.it');
  await field('indirizzo').fill('');
  await field('codice_fiscale').focus();
  await page.evaluate(async () => {
    const { htmx } = window as unknown as { htmx: { ajax: (verb: string, path: string, how: object) => Promise<void> } };
    await htmx.ajax('GET', '/protocollo/letto-dopo', { target: 'main h2', swap: 'outerHTML' });
  });
  await expect(page.locator('#letto-dopo')).toBeAttached();
  await expect(field('oggetto')).toHaveValue(read.oggetto);
  await expect(page.locator('.mu-field', { has: page.locator('[name=oggetto]') }).locator('.mu-proposed')).toHaveText('dal PDF');
  await expect(field('protocollo_mittente')).toHaveValue('Ns. 9');
  await expect(field('indirizzo')).toHaveValue('');
  await expect(field('codice_fiscale')).toHaveValue('');
  await expect(field('codice_fiscale')).toBeFocused();
});
