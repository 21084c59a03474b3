import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { basename, join, resolve } from 'node:path';
import { expect, test } from './test.ts';
import { PASSWORD, type User } from './people.ts';
import { note, type How } from './viste.ts';

const PICTURES = resolve(import.meta.dirname, '../../docs/immagini');

/** Where a person without a session arrives. */
export const LOGIN = '/accedi';

/** Enters as `user` through the login page, as a person would. */
export async function login(page: Page, user: User, password = PASSWORD): Promise<void> {
  await page.goto(LOGIN);
  await page.getByLabel('Nome utente').fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Accedi' }).click();
  await expect(page, `${user} deve poter entrare`).not.toHaveURL(new RegExp(`${LOGIN}($|\\?)`));
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** The session in which each person is, for the stories that this worker tells one after the other. */
const sessions = new Map<User, Cookies>();

/**
 * Enters as `user` where the story is not about how one enters: through the login page the first time, then in the same session, from
 * the desk. Not for pages that want a password given in the last ten minutes: those ask for {@link login}.
 */
export async function resume(page: Page, user: User): Promise<void> {
  const kept = sessions.get(user);
  if (kept) {
    await page.context().addCookies(kept);
    await page.goto('/scrivania');
    // One that has ended leads to the login page, and is replaced.
    if (new URL(page.url()).pathname !== LOGIN) return;
  }
  await login(page, user);
  sessions.set(user, await page.context().cookies());
}

/** Notes which page was looked at, and how: `pagine.tsv` is held against it at the end of the run. */
function seen(page: Page, how: How): void {
  note({ how, width: page.viewportSize()?.width ?? 0, spec: basename(test.info().file), path: new URL(page.url()).pathname });
}

/**
 * Asserts that axe finds nothing on the page, best practices included; a failure lists rule, element and remedy. A page without
 * frames is judged where it is: putting the parts of its frames together would open a second page each time, and there are none.
 */
export async function axe(page: Page): Promise<void> {
  const alone = page.frames().length === 1;
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(alone).analyze();
  const found = violations.map((violation) =>
    [
      `${violation.id} (${violation.impact}): ${violation.help}`,
      ...violation.nodes.map((node) => `    ${node.target.join(' ')}\n      ${node.failureSummary?.replaceAll('\n', '\n      ')}`),
      `    ${violation.helpUrl}`,
    ].join('\n'),
  );
  expect(found, `axe su ${page.url()}:\n${found.join('\n')}`).toEqual([]);
  seen(page, 'axe');
}

/** Asserts that nothing sticks out sideways: a page that scrolls in two directions cannot be read on a phone. */
export async function fits(page: Page): Promise<void> {
  const { inside, across } = await page.evaluate(() => {
    const root = document.documentElement;
    return { inside: root.clientWidth, across: root.scrollWidth };
  });
  expect(across, `la pagina ${page.url()} è larga ${across} px in una finestra di ${inside}`).toBeLessThanOrEqual(inside);
  seen(page, 'fits');
}

/** The narrowest window in which every page must stand (WCAG 2.2, 1.4.10). */
const NARROW = { width: 320, height: 640 };

/** Asserts that the page fits here and in the narrowest window, and that axe finds nothing: for pages that only a story reaches. */
export async function stands(page: Page): Promise<void> {
  await fits(page);
  await axe(page);
  const before = page.viewportSize();
  await page.setViewportSize(NARROW);
  await fits(page);
  if (before) await page.setViewportSize(before);
}

/** Opens the page again until this is there: what the program or others do in the meantime is told to it a moment later. */
export async function until(page: Page, address: string, there: Locator, timeout = 180_000): Promise<void> {
  await expect(async () => {
    await page.goto(address);
    // The page comes whole: what it does not say by now it says when it is opened again.
    await expect(there).toBeVisible({ timeout: 500 });
  }).toPass({ timeout });
}

/** How wide and high the manual's pictures of a desk are: what is written in them can be read beside the text. */
const PICTURE = { width: 1200, height: 760 };

/**
 * Takes the picture `docs/immagini/NAME.png` for the manual, of the top of the page or of the part `at`; only when asked with
 * `MUNICIPIO_SHOTS=1`.
 */
export async function shot(page: Page, name: string, at?: Locator): Promise<void> {
  if (process.env.MUNICIPIO_SHOTS !== '1') return;
  const before = page.viewportSize();
  const desk = before !== null && before.width > PICTURE.width;
  if (desk) await page.setViewportSize(PICTURE);
  await at?.evaluate((element) => element.scrollIntoView({ block: 'start', behavior: 'instant' }));
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
  if (desk) await page.setViewportSize(before);
}
