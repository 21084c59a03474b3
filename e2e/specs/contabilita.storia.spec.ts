import { axe, fits, resume } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ viewport: { width: 1440, height: 900 } });

test('chi tiene la contabilità guarda quanto resta, legge che cosa non va in una variazione e carica un capitolo', async ({ page }) => {
  await resume(page, 'paolo.riva');
  await page.goto('/contabilita');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Capitoli di spesa');
  await fits(page);
  await axe(page);

  await page.getByLabel('Numero del capitolo o parole').fill('scuole 2613');
  await page.getByRole('button', { name: 'Cerca', exact: true }).click();
  await page.getByRole('link', { name: '2613.1', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Capitolo 2613.1');
  await expect(page.getByText('Determinazione n. 212 dell\'ufficio tecnico').first()).toBeVisible();
  await fits(page);
  await axe(page);

  // All that is wrong at once, and nothing lost.
  await page.goto('/contabilita/variazioni/nuova');
  await axe(page);
  await page.getByLabel('Prelievo dal fondo di riserva').check();
  await page.getByLabel('Capitoli e importi').fill('2000 -100,00\n1710 99,99');
  await page.getByRole('button', { name: 'Registra' }).click();
  const alert = page.getByRole('alert').first();
  await expect(alert).toContainText('deve sommare zero');
  await expect(alert).toContainText('Manca il motivo');
  await expect(page.getByLabel('Capitoli e importi')).toHaveValue(/1710 99,99/);
  await axe(page);

  await page.goto('/contabilita/importa');
  await fits(page);
  await axe(page);
  const head = 'capitolo;descrizione;missione;programma;piano;stanziamento\n';
  const file = (rows: string) => ({ name: 'capitoli.csv', mimeType: 'text/csv', buffer: Buffer.from(head + rows) });
  await page.getByLabel('Atto che approva il bilancio').fill('Delibera di Consiglio n. 58');
  await page.getByLabel('Data dell\'atto').fill('2025-12-22');
  await page.getByLabel('File dei capitoli').setInputFiles(file('x;;01;02;U.1.03.01.02;abc\n'));
  await page.getByRole('button', { name: 'Carica' }).click();
  await expect(page.getByRole('alert').first()).toContainText('Riga 2: manca la descrizione');
  await axe(page);
  await page.getByLabel('File dei capitoli').setInputFiles(file('7777;Prova;01;02;U.1.03.01.02;10,00\n'));
  await page.getByRole('button', { name: 'Carica' }).click();
  await expect(page.getByRole('link', { name: '7777', exact: true })).toBeVisible();
});
