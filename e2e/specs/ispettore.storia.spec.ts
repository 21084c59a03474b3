import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { YEAR } from '../support/giorni.ts';
import { admit, enter, type Ispettore } from '../support/ispettore.ts';
import { axe, fits, shot, stands } from '../support/pages.ts';
import { program, where } from '../support/programma.ts';
import { signedLines } from '../support/sigillo.ts';
import { expect, test } from '../support/test.ts';

const REMO: Ispettore = {
  username: 'remo.severi',
  nome: 'Remo',
  cognome: 'Severi',
  ruolo: 'Ispettore',
  permessi: ['Consultare il protocollo', 'Consultare tutto il registro di protocollo', /^Aprire i registri giornalieri/],
  password: 'un controllo ogni dodici mesi',
};

test.use({ actionTimeout: 90_000, navigationTimeout: 120_000 });

/** The cells of a CSV that a browser has saved; cells may hold line breaks between quotes. */
function cells(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.replace(/^\uFEFF/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end !== ';') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

test('chi ispeziona controlla un anno senza poter toccare niente', async ({ browser, page }) => {
  test.setTimeout(1_500_000);
  const password = await admit(browser, REMO, (made) => shot(made, 'ispezione-ruolo'));
  await enter(page, REMO, password, /^Protocollo/);

  // Nothing can be written: neither from the pages nor by who knows the addresses.
  await page.goto('/protocollo');
  await expect(page.getByRole('link', { name: 'Registra in arrivo' })).toHaveCount(0);
  await expect(page.locator('main input[type=file], main .mu-select')).toHaveCount(0);
  for (const path of ['/protocollo/nuova?verso=arrivo', '/protocollo/posta', '/comando']) {
    expect((await page.request.get(path)).status(), path).toBe(403);
  }
  await fits(page);
  await axe(page);

  // The year, by its days; how many there are is asked for and told.
  await page.getByText('Filtri', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Registrate dal' }).fill(`${YEAR}-01-01`);
  await page.getByRole('textbox', { name: 'al', exact: true }).fill(`${YEAR}-12-31`);
  await page.getByRole('search', { name: 'Filtra l\'elenco' }).getByRole('button', { name: 'Cerca' }).click();
  await page.waitForURL(/dal=\d{4}-01-01&al=\d{4}-12-31/);
  await expect(page.locator('[data-live-results] tbody tr').first()).toBeVisible();
  await axe(page);
  await shot(page, 'ispezione-anno');
  const list = page.url();

  // The list as a file: a number on each line, once.
  const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  expect(csv.suggestedFilename()).toMatch(/\.csv$/);
  const [head, ...lines] = cells(await readFile(await csv.path(), 'utf8'));
  const column = head!.findIndex((name) => /^numero$/i.test(name));
  expect(column, head!.join(' ')).toBeGreaterThanOrEqual(0);
  for (const line of lines) expect(line, line.join(';')).toHaveLength(head!.length);
  const numbers = lines.map((line) => line[column]!);
  expect(new Set(numbers).size).toBe(numbers.length);
  await page.getByRole('link', { name: 'Conta quante sono in tutto' }).click();
  // Other clerks go on registering in the meantime: never fewer.
  const told = await page.getByRole('navigation', { name: 'Altre registrazioni' }).getByText(/registrazioni di/).innerText();
  const counted = Number(told.split(' di ')[1]!.replaceAll('.', ''));
  expect(counted).toBeGreaterThanOrEqual(numbers.length);

  // What was annulled can be read, with the reason, who and when (art. 54 DPR 445/2000).
  await page.goto(list);
  await page.getByRole('link', { name: 'Annullate', exact: true }).click();
  const annulled = page.locator('[data-live-results] tbody tr').first();
  const subject = (await annulled.locator('td[data-label=Oggetto]').innerText()).split('\n')[0]!.trim();
  await annulled.getByRole('link').first().click();
  await expect(page.getByText('Registrazione annullata')).toBeVisible();
  await expect(page.getByText(/Annullata il \d\d\/\d\d\/\d{4} alle \d\d:\d\d da .+\. Motivo: .{5,}/)).toBeVisible();
  await expect(page.getByText(subject.slice(0, 40)).first()).toBeVisible();
  for (const name of ['Assegna', 'Correggi', 'Annulla la registrazione', 'Rispondi']) {
    await expect(page.getByRole('main').getByRole('link', { name, exact: true })).toHaveCount(0);
  }
  await fits(page);
  await axe(page);
  await shot(page, 'ispezione-annullata');

  // The whole register of the year on paper: every number, the fingerprints those of the files.
  await page.goto('/protocollo/stampe');
  await page.locator('input[name=dal]').fill(`${YEAR}-01-01`);
  await axe(page);
  await shot(page, 'stampa-chiedi');
  await page.getByRole('button', { name: 'Prepara la stampa' }).click();
  await page.waitForURL(/\/protocollo\/stampe\/[0-9a-f-]+$/);
  await expect(page.getByRole('link', { name: 'Indice dei volumi' })).toBeVisible({ timeout: 600_000 });
  const volume = page.locator('.mu-volumes li').filter({ hasText: 'Volume 1' });
  const bytes = await (await page.request.get((await volume.getByRole('link').getAttribute('href'))!)).body();
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect((await volume.locator('code').innerText()).replaceAll(/\s/g, '')).toContain(createHash('sha256').update(bytes).digest('hex'));

  // The registers of the days, with their metadata, and the days on which the register could not be used.
  await page.goto('/protocollo/giornalieri');
  await axe(page);
  await shot(page, 'giornalieri');
  const day = page.getByRole('row').nth(1);
  const register = await page.request.get((await day.getByRole('link').first().getAttribute('href'))!);
  expect((await register.body()).subarray(0, 5).toString()).toBe('%PDF-');
  const metadata = await page.request.get((await day.getByRole('link', { name: /^XML/ }).getAttribute('href'))!);
  expect(await metadata.text()).toContain(createHash('sha256').update(await register.body()).digest('base64'));
  await page.getByRole('link', { name: 'interruzioni' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await stands(page);

  // The figures, and the list behind one of them.
  await page.goto(`/protocollo/statistiche?dal=${YEAR}-01-01&al=${YEAR}-12-31`);
  await fits(page);
  await axe(page);
  await shot(page, 'statistiche');
  const total = page.locator('main table tfoot').getByRole('link').last();
  expect(Number((await total.innerText()).replaceAll('.', ''))).toBeGreaterThanOrEqual(numbers.length);
  const outgoing = page.locator('main table tfoot').getByRole('link').nth(1);
  const many = Number((await outgoing.innerText()).replaceAll('.', ''));
  await outgoing.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Protocollo');
  expect(await page.locator('[data-live-results] tbody tr').count()).toBe(Math.min(many, 50));

  // The seal that anyone may take away, and that a program not ours finds good; changed by one digit it is not.
  await page.goto('/registro');
  await axe(page);
  await shot(page, 'registro-pubblico');
  const note = await (await page.request.get('/registro/checkpoint')).text();
  const key = await (await page.request.get('/registro/chiave')).text();
  const signed = signedLines(note, key)!;
  expect(Number(signed[1])).toBeGreaterThan(numbers.length);
  expect(signedLines(note.replace(`\n${signed[1]}\n`, `\n${Number(signed[1]) - 1}\n`), key)).toBeUndefined();

  // The operator checks everything again from the command line.
  const verified = program('verify', ...where());
  expect(verified.said).toContain('tutto torna');
  expect(verified.code).toBe(0);
});
