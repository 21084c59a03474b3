import { axe, fits, LOGIN, shot } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('la pagina di accesso si legge e si usa da chiunque', async ({ page }, info) => {
  const answer = await page.goto(LOGIN);
  expect(answer?.status()).toBe(200);
  await expect(page).toHaveTitle(/\S/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'it');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByLabel('Nome utente')).toBeVisible();
  await expect(page.getByLabel('Password', { exact: true })).toBeVisible();
  await fits(page);
  await axe(page);
  if (info.project.name === 'desktop') await shot(page, 'accesso');
});

test('chi non è entrato legge che cosa può fare, e dove serve un nome viene accompagnato alla pagina di accesso', async ({ page }, info) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Che cosa puoi fare qui');
  await expect(page.getByText('Comune di Montefiorito: queste pagine le apre chiunque')).toBeVisible();
  await fits(page);
  await axe(page);
  if (info.project.name === 'desktop') await shot(page, 'ingresso');
  await page.getByRole('link', { name: 'Accedi', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${LOGIN}$`));
  await page.goto('/scrivania');
  await expect(page).toHaveURL(new RegExp(`${LOGIN}\\?`));
});

test('le intestazioni proteggono la pagina', async ({ request }) => {
  const headers = (await request.get(LOGIN)).headers();
  const csp = headers['content-security-policy'] ?? '';
  expect(csp).toContain("frame-ancestors 'none'");
  expect(csp).toMatch(/default-src '(self|none)'/);
  expect(csp, 'nessuno script nella pagina').not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toMatch(/^(same-origin|no-referrer|strict-origin-when-cross-origin)$/);
  expect(headers['cache-control'], 'una pagina con moduli non resta nella memoria del browser').toContain('no-store');
});

test('si entra con la sola tastiera', async ({ page }) => {
  await page.goto(LOGIN);
  // Skip links and the header may come first: the field must be reached in a few steps, not at once.
  const user = page.getByLabel('Nome utente');
  for (let step = 0; step < 15; step += 1) {
    if (await user.evaluate((field) => field === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(user).toBeFocused();
});

test('con la password sbagliata la pagina dice che cosa fare', async ({ page }) => {
  await page.goto(LOGIN);
  await page.getByLabel('Nome utente').fill('anna.neri');
  await page.getByLabel('Password', { exact: true }).fill('non è questa');
  await page.getByRole('button', { name: 'Accedi' }).click();
  await expect(page.getByRole('alert')).toContainText('Nome utente o password non sono giusti');
  await expect(page.getByLabel('Nome utente')).toHaveValue('anna.neri');
  await axe(page);
});
