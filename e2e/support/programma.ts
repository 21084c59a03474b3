import { spawnSync } from 'node:child_process';
import { test } from './test.ts';

/** What the program answers on the command line: its exit code, and all that it prints. */
export function program(...args: string[]): { code: number | null; said: string } {
  const bin = process.env.MUNICIPIO_E2E_BIN;
  test.skip(!bin, 'con MUNICIPIO_URL il programma gira altrove: da qui non si può chiamare');
  const { status, stdout, stderr } = spawnSync(bin!, args, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { code: status, said: `${stdout}${stderr}` };
}

/** Where the data of the demo comune lie, as the program wants to be told. */
export function where(): string[] {
  const database = process.env.MUNICIPIO_E2E_DATABASE;
  return ['--data', process.env.MUNICIPIO_E2E_DATA ?? '', ...(database ? ['--database', database] : [])];
}
