import { axe, fits, resume } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

// Nothing is written: what is free takes the next.
test.describe.configure({ mode: 'parallel' });

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
    // They are loaded when one comes near them: here all at once.
    const widths = await page.locator('.mu-guide img').evaluateAll((images) =>
      Promise.all(
        images.map(async (image) => {
          const picture = image as HTMLImageElement;
          picture.loading = 'eager';
          await picture.decode().catch(() => undefined);
          return picture.naturalWidth;
        }),
      ),
    );
    for (const width of widths) expect(width, path).toBeGreaterThan(0);
    await fits(page);
    await axe(page);
  }
});
