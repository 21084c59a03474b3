import type { Page } from '@playwright/test';

import { resume, shot, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

const ITER = 'Determina a contrarre';
const WHY = 'Il visto in tre giorni lavorativi: circolare della ragioneria (dimostrativo)';

/** On the draft: a state to which no step leads keeps it from being put in force, and is taken away again. */
async function astray(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Aggiungi uno stato' }).click();
  await page.getByLabel('Nome', { exact: true }).fill('In verifica');
  await page.getByLabel('Codice', { exact: true }).fill('verifica');
  await page.getByLabel('Di passaggio').check();
  await stands(page);
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
  await expect(page.getByText('Non si può ancora mettere in vigore')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Metti in vigore' })).toHaveCount(0);
  // The reason stands beside its part, there and on the part's own page.
  const part = page.locator('#stato .iter-parti > li').filter({ hasText: 'In verifica' });
  await expect(part.locator('.mu-blocked > li').first()).toBeVisible();
  await stands(page);
  await part.getByRole('link', { name: 'In verifica', exact: true }).click();
  await expect(page.getByText('Che cosa manca qui per mettere in vigore l\'iter')).toBeVisible();
  await stands(page);
  await page.getByRole('button', { name: 'Togli', exact: true }).click();
  await expect(page.getByText('È in ordine')).toBeVisible();
}

/** On the draft: the finance officer has three days instead of five. */
async function shorten(page: Page): Promise<void> {
  const part = page.locator('#termine .iter-parti > li').filter({ hasText: 'Visto di copertura' });
  await expect(part).toContainText('5 giorni lavorativi');
  await part.getByRole('link', { name: 'Visto di copertura', exact: true }).click();
  await stands(page);
  await page.getByLabel('Dura', { exact: true }).fill('tre');
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
  await expect(page.getByRole('alert').first()).toContainText('«tre» non è un numero intero');
  await stands(page);
  await page.getByLabel('Dura', { exact: true }).fill('3');
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
  await expect(part).toContainText('3 giorni lavorativi');
  await expect(page.getByText('È in ordine')).toBeVisible();
}

/** An imaginary file goes through the draft, from who writes it to the end. */
async function attempt(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Prova su una pratica immaginaria' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Prova su una pratica immaginaria');
  await page.getByLabel('La propone l\'ufficio').selectOption('LLP');
  await page.getByLabel('La avvia').selectOption({ label: 'Lucia Ferri' });
  await page.getByLabel('Vale: si pubblica all\'albo').check();
  await page.getByRole('button', { name: 'Comincia da capo' }).click();
  const next = async (step: string, by = ''): Promise<void> => {
    await page.locator('#adesso').getByRole('button', { name: new RegExp(`^${step} \\(${by}`) }).click();
    await expect(page.locator('#strada li').last()).toContainText(`${step}: ${by}`);
  };
  await next('Proponi alla firma');
  await next('Firma', 'Marco Gallo');
  await stands(page);
  await shot(page, 'iter-prova', page.locator('#adesso'));
  await next('Apponi il visto');
  await next('Comunica al fornitore e agli uffici');
  // The days of the albo pass at once: it is the program's step, when the term is over.
  await next('Finisce la pubblicazione', 'il programma, alla scadenza');
  await expect(page.getByText('La pratica immaginaria è arrivata in fondo.')).toBeVisible();
  await expect(page.locator('#adesso')).toHaveCount(0);
  await stands(page);
}

test('un iter si guarda, si cambia in una bozza, si prova e si mette in vigore con un motivo', async ({ page }) => {
  test.setTimeout(600_000);
  await resume(page, 'carla.bianchi');
  await page.goto('/flussi');
  await stands(page);
  await page.getByRole('main').getByRole('link', { name: ITER, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ITER);
  await expect(page.locator('svg.iter-disegno')).toBeVisible();
  await stands(page);
  await shot(page, 'iter');
  // Who does not see the drawing reads the same.
  await page.getByText('L\'iter in parole', { exact: true }).click();
  await expect(page.locator('.mu-chart-table li').filter({ hasText: 'Apponi il visto' }).first()).toBeVisible();
  await stands(page);

  await page.getByRole('button', { name: 'Prepara una nuova versione' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Bozza: ${ITER}`);
  await expect(page.getByText('È in ordine')).toBeVisible();
  await astray(page);
  await shorten(page);
  await attempt(page);

  // Nothing of the trial was written: what is put in force is the draft, with a reason that stays.
  await page.goto('/flussi');
  const row = page.locator('main tbody tr').filter({ hasText: ITER });
  await expect(row.getByText('in lavorazione', { exact: true })).toBeVisible();
  await row.getByRole('link', { name: ITER, exact: true }).click();
  await page.getByRole('link', { name: 'Continua la bozza' }).click();
  const force = page.locator('#vigore');
  await expect(force.locator('li').filter({ hasText: 'Visto di copertura' }).first()).toBeVisible();
  await force.getByRole('button', { name: 'Metti in vigore', exact: true }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await stands(page);
  await force.getByLabel('Perché').fill(WHY);
  await force.getByRole('button', { name: 'Metti in vigore', exact: true }).click();
  await expect(page.getByText('È in vigore: le nuove pratiche seguono questa versione.')).toBeVisible();

  const now = page.locator('#versioni tbody tr').first();
  await expect(now).toContainText('in vigore');
  await expect(now).toContainText('Carla Bianchi');
  await expect(now).toContainText(WHY);
  await page.getByRole('link', { name: /^Confronta la versione / }).first().click();
  await expect(page.locator('#confronto li').filter({ hasText: 'Visto di copertura' }).first()).toBeVisible();
  await stands(page);
});
