import { axe, fits, resume, shot, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('cercare mentre si scrive, salvare e condividere la ricerca, vedere chi aspetta', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'carla.bianchi');
  await page.goto('/protocollo');
  const words = page.getByRole('searchbox', { name: 'Parole' });
  await words.fill('pontte');
  await expect(page.locator('[data-live-results]')).toContainText('Nessuna registrazione trovata');
  await words.fill('segnalaz');
  await expect(page.locator('[data-live-results] tbody tr').first()).toContainText(/segnalazion/i);
  await expect(page).toHaveURL(/[?&]q=segnalaz/);
  await axe(page);
  // From the field to the rows and back, by the keyboard.
  await words.press('ArrowDown');
  await expect(page.locator('[data-live-results] tbody tr').first().getByRole('link')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(words).toBeFocused();
  // Enter asks for the whole page, and what is written stays.
  await words.press('Enter');
  await page.waitForURL(/[?&]q=segnalaz/);
  await expect(words).toHaveValue('segnalaz');

  await words.fill('segnalazione');
  await words.press('Enter');
  await page.waitForURL(/[?&]q=segnalazione/);
  await page.getByText('Salva la ricerca').click();
  await page.getByLabel('Nome della ricerca').fill('Segnalazioni');
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Segnalazioni', exact: true })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('link', { name: 'Segnalazioni', exact: true }), 'la scheda in cui si è si vede').toBeInViewport();
  await fits(page);
  await shot(page, 'ricerca-salvata');

  for (const path of ['/protocollo/ricerche', '/protocollo/attese', '/protocollo/stampe', '/protocollo?assegnazione=da_rifare', '/protocollo?fascicolo=niente']) {
    await page.goto(path);
    await fits(page);
    await axe(page);
  }
  await page.goto('/protocollo/attese');
  await shot(page, 'attese');
  const late = page.getByRole('link', { name: /in attesa in/ }).first();
  const number = Number.parseInt((await late.innerText()).trim(), 10);
  await late.click();
  await expect(page.locator('[data-live-results] tbody tr')).toHaveCount(number);
});

test('la stampa del registro si prepara e si scarica', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'carla.bianchi');
  await page.goto('/protocollo/stampe');
  await page.getByRole('button', { name: 'Prepara la stampa' }).click();
  await page.waitForURL(/\/protocollo\/stampe\/[0-9a-f-]+$/);
  await expect(page.getByRole('link', { name: 'Indice dei volumi' })).toBeVisible({ timeout: 300_000 });
  // The page that followed it says so, without being asked for again.
  await expect(page.getByText('pronta', { exact: true })).toBeVisible();
  await expect(page.getByText('in corso', { exact: true })).toHaveCount(0);
  await stands(page);
  await shot(page, 'stampa-registro');
});
