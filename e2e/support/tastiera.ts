import type { Locator, Page } from '@playwright/test';
import { expect } from './test.ts';

/** Goes with Tab, as who has no mouse does, until `target` has the focus; fails when `most` keys do not bring one there. */
export async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  await expect(target).toBeVisible();
  for (let keys = 0; keys < most; keys += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  const where = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  throw new Error(`Con ${most} tabulazioni su ${page.url()} non si arriva a ${target}: l'ultima è su ${where}`);
}

/** Goes past the bar and the menu, with the link made for that. */
export async function skipToContent(page: Page): Promise<void> {
  await tabTo(page, page.getByRole('link', { name: 'Vai al contenuto' }), 3);
  await page.keyboard.press('Enter');
}
