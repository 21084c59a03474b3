import type { Page } from '@playwright/test';

import { letter } from '../support/carte.ts';
import { fits, resume, stands } from '../support/pages.ts';
import { tabTo } from '../support/tastiera.ts';
import { expect, test } from '../support/test.ts';

const FROM = 'Bruna Testi';
const OGGETTO = 'Richiesta di intervento per lampioni spenti in via della Fonte';

/** Pastes a file, as Ctrl+V does: the browser gives it to whatever has the focus. */
async function paste(page: Page, name: string, bytes: Buffer): Promise<void> {
  const file = { name, base64: bytes.toString('base64') };
  await page.evaluate(({ name, base64 }) => {
    const clipboard = new DataTransfer();
    const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    clipboard.items.add(new File([content], name, { type: 'application/pdf' }));
    const event = new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true });
    (document.activeElement ?? document.body).dispatchEvent(event);
  }, file);
}

/** What the program says of a draft in pages of their own, which its form leads to: they open beside it. */
async function besideTheForm(page: Page, draft: string): Promise<void> {
  const beside = await page.context().newPage();
  await beside.goto(`/protocollo/bozze/${draft}/lettura`);
  await expect(beside.getByRole('main')).toContainText(OGGETTO);
  await stands(beside);
  await beside.goto(`/protocollo/bozze/${draft}/simili?per=classe&valore=VI.8`);
  await expect(beside.getByRole('heading', { level: 1 })).toHaveText('Documenti simili');
  // With what the register says at this hour: the entries behind the proposal, or that there is none any more.
  const alike = beside.getByRole('row').filter({ hasText: 'lampioni spenti in viale della Stazione' });
  await expect(alike.or(beside.getByText('Nessun documento simile')).first()).toBeVisible();
  await stands(beside);
  await beside.close();
}

test('una lettera in PDF portata allo sportello si registra con quattro azioni e senza mouse', async ({ page }) => {
  // An action is what somebody means to do: a file brought, a field filled or chosen, a command. The way from field to field is part of it.
  let actions = 0;
  const act = async (does: () => Promise<void>): Promise<void> => {
    actions += 1;
    await does();
  };
  await resume(page, 'anna.neri');
  await page.goto('/protocollo/nuova?verso=arrivo');
  await act(() => paste(page, 'lettera.pdf', letter(FROM, OGGETTO)));
  await page.waitForURL(/bozza=/);

  // The subject is the letter's own words, and the cursor is there for whoever wants others.
  const subject = page.getByRole('textbox', { name: /^Oggetto/ });
  await expect(subject).toHaveValue(new RegExp(OGGETTO));
  await expect(subject).toBeFocused();
  await fits(page);
  await besideTheForm(page, new URL(page.url()).searchParams.get('bozza')!);
  await act(async () => {
    await tabTo(page, page.locator('input[name=nome_testo]'), 6);
    await page.keyboard.type(FROM);
  });
  const means = page.locator('select[name=mezzo]');
  await act(async () => {
    await tabTo(page, means, 6);
    await page.keyboard.type('Consegna');
  });
  await expect(means).toHaveValue('mano');
  // Nothing is left to write: Enter in a field of one line registers.
  await act(async () => {
    await tabTo(page, page.locator('input[name=protocollo_mittente]'), 10);
    await page.keyboard.press('Enter');
  });
  await page.waitForURL(/\/protocollo\/\d+\/\d+/);
  await expect(page.getByText(/^Registrata con il numero \d+\/\d{4}/)).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('in arrivo');
  await expect(page.getByRole('main')).toContainText(OGGETTO);
  await expect(page.getByRole('main')).toContainText(FROM);
  await expect(page.getByRole('main').getByRole('link', { name: 'lettera.pdf', exact: true }).first()).toBeVisible();
  expect(actions, 'le azioni di chi registra una lettera').toBe(4);
});
