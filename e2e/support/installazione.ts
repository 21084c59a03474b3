import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { program } from './programma.ts';
import { freePort, healthy, stop, tail } from './server.ts';
import { expect } from './test.ts';

/** Somebody who works there, with one of the roles that a new ente has. */
export type Addetto = { username: string; nome: string; cognome: string; ruolo: string };

/** The program at work on an ente of its own. */
export type Installazione = {
  url: string;
  /** The temporary password of each, by user name. */
  passwords: Map<string, string>;
  /** Stops it in order; its data go away. */
  close: () => Promise<void>;
};

/** What a command prints, which must go well. */
function well(...args: string[]): string {
  const { code, said } = program(...args);
  expect(code, said).toBe(0);
  return said;
}

/**
 * Makes an ente (code `prova`) from the command line, as an operator does, with these settings and people, and starts the program on it:
 * for stories of what the demo comune is not set up for. It asks nobody outside.
 */
export async function install(settings: string, people: Addetto[]): Promise<Installazione> {
  const folder = mkdtempSync(join(tmpdir(), 'municipio-prova-'));
  const [config, port] = [join(folder, 'municipio.toml'), await freePort()];
  const shell = `[server]\nlisten = "127.0.0.1:${port}"\nhttps = false\nrequests_per_second = 200\n`;
  writeFileSync(config, `${shell}[data]\nfolder = "${join(folder, 'dati')}"\n[firme]\nonline = false\n${settings}`);
  const hosts = ['--host', 'localhost', '--host', '127.0.0.1'];
  well('ente', 'add', 'prova', '--name', 'Comune di Prova', ...hosts, '--ipa', 'c_p999', '--config', config);
  const passwords = new Map<string, string>();
  for (const { username, nome, cognome, ruolo } of people) {
    const who = ['--name', nome, '--surname', cognome, '--unit', 'ENTE', '--role', ruolo];
    const told = well('user', 'add', username, ...who, '--config', config);
    passwords.set(username, told.match(/va cambiata al primo accesso\.\n(.+)/)![1]!);
  }
  const logFile = join(folder, 'server.log');
  const log = openSync(logFile, 'a');
  const server = spawn(process.env.MUNICIPIO_E2E_BIN!, ['serve', '--config', config], { stdio: ['ignore', log, log] });
  const close = async (): Promise<void> => {
    const code = await stop(server);
    const lines = tail(logFile);
    rmSync(folder, { recursive: true, force: true });
    expect(code, `il programma si ferma con ordine\n${lines}`).toBe(0);
  };
  try {
    await healthy(server, `http://127.0.0.1:${port}/salute`);
  } catch (error) {
    await stop(server);
    const lines = tail(logFile);
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${(error as Error).message}\nUltime righe del programma:\n${lines}`);
  }
  return { url: `http://localhost:${port}`, passwords, close };
}
