import { spawnSync } from 'node:child_process';
import type { Page } from '@playwright/test';

import { expect, test } from './test.ts';

/** What the program answers on the command line: its exit code, and all that it prints. */
export function program(...args: string[]): { code: number | null; said: string } {
  const bin = process.env.MUNICIPIO_E2E_BIN;
  test.skip(!bin, 'con MUNICIPIO_URL il programma gira altrove: da qui non si può chiamare');
  const { status, stdout, stderr } = spawnSync(bin!, args, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { code: status, said: `${stdout}${stderr}` };
}

/**
 * Takes the proof that the open page offers, and checks it as anybody can, without the comune: it must hold. Gives its file, and what
 * the program answers.
 */
export async function proved(page: Page): Promise<{ file: string; code: number | null; said: string }> {
  let proven = { file: '', code: null as number | null, said: '' };
  // The seal of the journal follows what it proves by a moment.
  await expect(async () => {
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Scarica la prova' }).click()]);
    const key = (await (await page.request.get('/registro/chiave')).text()).trim();
    const file = await saved.path();
    proven = { file, ...program('verify-proof', file, '--key', key) };
    expect(proven.said).toContain('La prova regge');
  }).toPass({ timeout: 180_000 });
  return proven;
}

/** Where the data of the demo comune lie, as the program wants to be told. */
export function where(): string[] {
  const database = process.env.MUNICIPIO_E2E_DATABASE;
  return ['--data', process.env.MUNICIPIO_E2E_DATA ?? '', ...(database ? ['--database', database] : [])];
}
