import { axe, fits, resume } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('chi risponde del registro vede quanto sono giuste le proposte e le fa imparare di nuovo', async ({ page }) => {
  await resume(page, 'carla.bianchi');
  await page.goto('/protocollo/statistiche');
  await page.getByRole('link', { name: 'Proposte' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Proposte');
  await expect(page.getByRole('heading', { name: 'Classe del titolario' })).toBeVisible();
  await expect(page.getByRole('row', { name: /^L'abitudine/ }).first()).toBeVisible();
  await fits(page);
  await axe(page);
  await page.getByRole('button', { name: 'Impara adesso' }).click();
  await expect(page.getByText('Il programma sta imparando')).toBeVisible();
});
