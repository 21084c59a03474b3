import { day } from '../support/giorni.ts';
import { axe, fits, resume, stands } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000 });

test('un piano di conservazione è una proposta finché qualcuno non lo conferma, e senza anni passati non si scarta niente', async ({ page }) => {
  test.setTimeout(600_000);
  await resume(page, 'carla.bianchi');
  await page.goto('/conservazione/scarti');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Scarto');
  await fits(page);
  await axe(page);
  await page.getByRole('button', { name: 'Cerca che cosa ha passato i suoi anni' }).click();
  await expect(page.getByText('Non c\'è un piano di conservazione confermato')).toBeVisible();
  await axe(page);

  // The shipped proposal waits: a class is corrected, a wrong number is told, and it is confirmed by an act.
  await page.goto('/conservazione/piani');
  await expect(page.getByText('Nessun piano in vigore')).toBeVisible();
  await fits(page);
  await axe(page);
  await page.getByRole('link', { name: 'Proposta di Municipio' }).first().click();
  await page.getByLabel('Classe', { exact: true }).selectOption('IV.10');
  await page.locator('#anni').fill('dieci');
  await page.getByRole('button', { name: 'Correggi', exact: true }).click();
  await expect(page.getByText('non è un numero di anni').first()).toBeVisible();
  await stands(page);
  await page.locator('#anni').fill('12');
  await page.getByRole('button', { name: 'Correggi', exact: true }).click();
  await expect(page.getByRole('row', { name: /IV\.10/ }).getByText('12 anni')).toBeVisible();
  await page.locator('#dal').fill(day());
  await page.locator('#atto').fill('Delibera di Giunta n. 3');
  await page.getByRole('button', { name: 'Conferma il piano' }).click();
  await expect(page.getByText('Delibera di Giunta n. 3')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Conferma il piano' })).toHaveCount(0);
  await stands(page);

  // No fascicolo of the demo is old enough: the list is refused, with the reason.
  await page.goto('/conservazione/scarti');
  await page.getByRole('button', { name: 'Cerca che cosa ha passato i suoi anni' }).click();
  await expect(page.getByText('Nessun fascicolo chiuso ha passato gli anni del piano')).toBeVisible();
});
