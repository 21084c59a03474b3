import { admit, enter, type Ispettore } from '../support/ispettore.ts';
import { stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

const NINO: Ispettore = {
  username: 'nino.sala',
  nome: 'Nino',
  cognome: 'Sala',
  ruolo: 'Chi collega i programmi',
  permessi: ['Consultare il protocollo', 'Avvisare i tuoi programmi di quello che succede'],
  password: 'un programma che ascolta',
};

test('un programma si collega, il suo segreto si cambia, e si toglie', async ({ browser, page }) => {
  test.setTimeout(400_000);
  await enter(page, NINO, await admit(browser, NINO), /^Protocollo/);
  // The key with which the program reads: of what it may not see it is not told.
  await page.goto('/account/chiavi/nuova');
  await page.getByLabel('A che cosa serve').fill('Programma di prova');
  await page.locator('input[name=scopes][value="protocollo.consulta"]').check();
  await page.getByRole('button', { name: 'Crea la chiave' }).click();
  await expect(page.locator('#chiave')).toBeVisible();

  await page.goto('/comando/collegamenti/nuovo');
  await page.getByLabel('Come si chiama il programma').fill('Programma di prova');
  await page.getByLabel('Indirizzo a cui mandare gli avvisi').fill('https://programma.example/avvisi');
  await page.locator('select[name=chiave]').selectOption({ label: 'Programma di prova' });
  await page.locator('input[name=eventi][value="protocollo.annullata"]').check();
  await page.getByRole('button', { name: 'Collega', exact: true }).click();
  await expect(page.locator('#segreto')).toBeVisible();
  await stands(page);
  await page.getByRole('link', { name: 'L\'ho copiato' }).click();
  await page.waitForURL(/\/comando\/collegamenti\/[0-9a-f-]{36}$/);
  const address = new URL(page.url()).pathname;
  await stands(page);
  await page.getByRole('link', { name: 'Cambia il segreto' }).click();
  await stands(page);
  await page.goto(address);
  await page.getByRole('link', { name: 'Togli', exact: true }).click();
  await stands(page);
  await page.getByRole('button', { name: 'Togli il collegamento' }).click();
  await page.waitForURL(/\/comando\/collegamenti(\?|$)/);
});
