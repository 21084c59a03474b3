import { axe, fits, resume } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('il punto interrogativo apre la pagina della guida che parla di dove si è', async ({ page }) => {
  await resume(page, 'anna.neri');
  for (const [path, title, heading] of [
    ['/protocollo/posta', 'Il protocollo', 'La posta che arriva'],
    ['/protocollo/nuova?verso=arrivo', 'Il protocollo', 'Registrare un documento'],
    ['/scrivania', 'Il protocollo', 'Che cosa ti aspetta'],
  ]) {
    await page.goto(path!);
    // On a phone it stands in the menu of the account.
    const address = await page.locator('a.mu-help').getAttribute('href');
    await page.goto(address!);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title!);
    await expect(page.getByRole('heading', { name: heading!, exact: true })).toBeInViewport();
  }
});

test('le pagine della guida stanno in ogni finestra, si vedono le figure e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await page.goto('/guida');
  const addresses = await page.locator('.mu-guide a').evaluateAll((links) => links.map((link) => link.getAttribute('href')!));
  const pages = [...new Set(addresses.filter((address) => /^\/guida\/[a-z]+$/.test(address)))];
  expect(pages.length).toBeGreaterThan(15);
  for (const path of ['/guida', ...pages]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    for (const picture of await page.locator('.mu-guide img').all()) {
      await picture.scrollIntoViewIfNeeded();
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), { message: path }).toBeGreaterThan(0);
    }
    await fits(page);
    await axe(page);
  }
});
