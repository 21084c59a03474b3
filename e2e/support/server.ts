import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
/** The first start furnishes the demo comune; on a busy machine of two cores that is the slow part. */
const START_MS = 120_000;
const STOP_MS = 15_000;

/**
 * Starts the built program on the demo comune, in a folder of its own, before the first test, and stops it after the last.
 *
 * Environment: `MUNICIPIO_URL` (a server that already runs: none is started), `MUNICIPIO_BIN` (the program, else
 * `target/debug/municipio`), `MUNICIPIO_E2E_DATABASE` (a `postgres://` URL, else SQLite).
 */
export default async function start(): Promise<(() => Promise<void>) | undefined> {
  // Workers inherit it: where they note which pages were looked at.
  process.env.MUNICIPIO_E2E_SEEN = join(mkdtempSync(join(tmpdir(), 'municipio-viste-')), 'viste.tsv');
  if (process.env.MUNICIPIO_URL) return undefined;
  const bin = process.env.MUNICIPIO_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'debug/municipio');
  try {
    accessSync(bin, constants.X_OK);
  } catch {
    throw new Error(`Non trovo il programma ${bin}. Costruiscilo con 'make build', oppure indicalo con MUNICIPIO_BIN.`);
  }

  const folder = mkdtempSync(join(tmpdir(), 'municipio-e2e-'));
  const logFile = join(folder, 'server.log');
  const port = await freePort();
  const args = ['demo', '--port', String(port), '--data', join(folder, 'dati')];
  if (process.env.MUNICIPIO_E2E_DATABASE) args.push('--database', process.env.MUNICIPIO_E2E_DATABASE);
  const log = openSync(logFile, 'a');
  const server = spawn(bin, args, { stdio: ['ignore', log, log], env: { ...process.env, NO_COLOR: '1' } });
  const url = `http://localhost:${port}`;
  try {
    await healthy(server, `http://127.0.0.1:${port}/salute`);
  } catch (error) {
    await stop(server);
    const lines = tail(logFile);
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${(error as Error).message}\nUltime righe del programma:\n${lines}`);
  }
  // Workers inherit it; `support/test.ts` makes it the base of every address.
  process.env.MUNICIPIO_URL = url;
  process.env.MUNICIPIO_LOG = logFile;
  // For the stories in which the operator checks the records from the command line.
  process.env.MUNICIPIO_E2E_BIN = bin;
  process.env.MUNICIPIO_E2E_DATA = join(folder, 'dati');

  return async () => {
    const code = await stop(server);
    const lines = tail(logFile);
    rmSync(folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`Il programma non si è fermato con ordine (uscita ${code}).\n${lines}`);
  };
}

/** Resolves when the health endpoint answers 200 with JSON; rejects when the program ends first or time runs out. */
export async function healthy(server: ChildProcess, url: string): Promise<void> {
  let gone: string | undefined;
  server.once('error', (error) => (gone = error.message));
  server.once('exit', (code, signal) => (gone = `uscita ${code ?? signal}`));
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline) {
    if (gone !== undefined) throw new Error(`Il programma è finito prima di rispondere: ${gone}.`);
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      if (answer.ok) {
        await answer.json();
        return;
      }
    } catch {
      // Not listening yet, or not JSON yet.
    }
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error(`Il programma non risponde su ${url} dopo ${START_MS / 1000} secondi.`);
}

/** Asks the program to stop as systemd would. Returns its exit code, or the signal that ended it. */
export async function stop(server: ChildProcess): Promise<number | string> {
  if (server.exitCode === null && server.signalCode === null && server.pid !== undefined) {
    const exit = once(server, 'exit');
    server.kill('SIGTERM');
    const timer = setTimeout(() => server.kill('SIGKILL'), STOP_MS);
    await exit;
    clearTimeout(timer);
  }
  return server.exitCode ?? server.signalCode ?? 'mai partito';
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The last lines that the program wrote. */
export function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-30).join('\n');
}
