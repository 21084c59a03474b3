import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

import { another } from '../support/atti.ts';
import { axe, fits, shot, until } from '../support/pages.ts';
import { program, proved } from '../support/programma.ts';
import { expect, test } from '../support/test.ts';

/** An act of the demo comune, signed by Marco Gallo with the authority for trials. */
const SUBJECT = 'Potatura dei tigli di viale Roma: affidamento e impegno di spesa';

test('un cittadino parte dalla pagina iniziale, trova un atto dal telefono, lo scarica firmato e lo controlla da sé', async ({ browser }, info) => {
  test.setTimeout(300_000);
  const citizen = await another(browser);
  await citizen.goto('/');
  await citizen.getByRole('link', { name: 'Albo pretorio', exact: true }).click();
  await citizen.getByText('Filtri', { exact: true }).click();
  await citizen.getByLabel(/^Parole dell'oggetto/).fill('tigli viale Roma');
  await citizen.getByRole('button', { name: 'Cerca', exact: true }).click();
  await citizen.waitForURL(/[?&]q=/);
  await citizen.locator('main tbody tr').filter({ hasText: SUBJECT }).getByRole('link').first().click();
  await expect(citizen.getByText(/^Determinazione n\. \d+ del/).first()).toBeVisible();
  const address = new URL(citizen.url()).pathname;
  // The program looks at the signatures after the posting, by itself.
  const paper = citizen.locator('.mu-attachments > li').first();
  await until(citizen, address, paper.getByText(/Verificate il/));
  await fits(citizen);
  await shot(citizen, 'cittadino-atto');

  // The file is the one whose fingerprint the page tells, and carries its signature with it.
  const file = info.outputPath('atto.pdf');
  const [saved] = await Promise.all([citizen.waitForEvent('download'), paper.getByRole('link', { name: /^Scarica / }).click()]);
  await saved.saveAs(file);
  const bytes = await readFile(file);
  await expect(citizen.getByText(createHash('sha256').update(bytes).digest('hex'))).toBeVisible();
  const verified = program('verify-signature', file);
  expect(verified.said).toMatch(/Marco\b.*\bGallo/);
  expect(verified.said).toContain('DA VERIFICARE');
  expect(verified.said).not.toContain('NON VALIDA');
  // Of a comment that no reader shows one bit is changed: it is not what was signed.
  const other = info.outputPath('cambiato.pdf');
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(11) ^ 1, 11);
  await writeFile(other, changed);
  expect(program('verify-signature', other).said).toContain('NON VALIDA');

  // That it stands in the register is proved without the comune.
  const proof = await proved(citizen);
  // The comune's own page says the same to who has no such program, and keeps nothing.
  await citizen.goto('/registro');
  const taken = { name: 'prova.json', mimeType: 'application/json', buffer: await readFile(proof.file) };
  await citizen.locator('input[type=file]').setInputFiles(taken);
  await citizen.getByRole('button', { name: 'Controlla la prova' }).click();
  await expect(citizen.getByText('La prova regge')).toBeVisible();
  await fits(citizen);
  await axe(citizen);
  await citizen.context().close();
});
