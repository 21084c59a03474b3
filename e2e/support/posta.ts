import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { login } from './pages.ts';
import { expect, test } from './test.ts';

/**
 * The real mail server of the tests, which `scripts/dovecot run` starts: Dovecot for reading, an SMTP server for sending.
 * `MUNICIPIO_TEST_MAIL` names the folder that says where they are.
 */
export class MailServer {
  private readonly told: Map<string, string>;
  private count = 0;

  private constructor(folder: string) {
    const lines = readFileSync(join(folder, 'mail.env'), 'utf8').trim().split('\n');
    this.told = new Map(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));
  }

  /** The server; without one the test is skipped in one loud line, and on a CI machine fails. */
  static find(): MailServer {
    const folder = process.env.MUNICIPIO_TEST_MAIL;
    if (!folder) {
      const how = 'POSTA NON PROVATA SU SERVER VERI: avvia `scripts/dovecot run -- e2e/run.sh …`, oppure `make test`';
      if (process.env.CI) throw new Error(how);
      console.log(how);
      test.skip(true, how);
    }
    return new MailServer(folder!);
  }

  get(name: 'imaps' | 'smtps' | 'password'): string {
    return this.told.get(name)!;
  }

  /** The authority that signed the servers' certificates, in PEM. */
  authority(): string {
    return readFileSync(this.told.get('ca')!, 'utf8');
  }

  /** Puts a message in a mailbox, as a delivery does (Maildir). */
  deliver(mailbox: string, message: Buffer): void {
    const folder = join(this.told.get('mail')!, mailbox);
    this.count += 1;
    const name = `${Date.now()}.M${String(this.count).padStart(6, '0')}P${process.pid}.storia`;
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    writeFileSync(join(folder, 'tmp', name), message, { mode: 0o644 });
    renameSync(join(folder, 'tmp', name), join(folder, 'new', name));
  }

  /** How many messages still lie where they come in, and how many in the folder of those that were taken. */
  lying(mailbox: string): { waiting: number; taken: number } {
    const folder = join(this.told.get('mail')!, mailbox);
    const count = (place: string): number => ['new', 'cur'].reduce((sum, part) => sum + list(join(folder, place, part)).length, 0);
    return { waiting: count('.'), taken: count('.Municipio') };
  }

  /** What the SMTP server took for this address: sender and bytes of each message. */
  sentTo(address: string): { from: string; bytes: Buffer }[] {
    const folder = this.told.get('outbox')!;
    const read = (name: string): { from: string; to: string; bytes: Buffer } => {
      const all = readFileSync(join(folder, name));
      const first = all.indexOf('\n');
      const second = all.indexOf('\n', first + 1);
      return { from: all.subarray(0, first).toString(), to: all.subarray(first + 1, second).toString(), bytes: all.subarray(second + 1) };
    };
    const names = list(folder).filter((name) => name.endsWith('.eml')).sort();
    return names.map(read).filter((sent) => sent.to.split(' ').includes(address));
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export type Mailbox = { nome: string; indirizzo: string; utente: string };

/**
 * Whoever looks after the system says whom to trust, then adds a mailbox of the real server from its page, and tries it. In
 * this order: a mailbox is read from the moment that it is there, and a message is judged when it is read.
 */
export async function addMailbox(browser: Browser, server: MailServer, box: Mailbox, authority: string): Promise<void> {
  const context = await browser.newContext({ baseURL: process.env.MUNICIPIO_URL });
  const page = await context.newPage();
  await login(page, 'ivo.tecchi');
  await page.goto('/protocollo/caselle');
  await page.locator('textarea[name=pem]').fill(authority);
  await page.getByRole('button', { name: 'Aggiungi l\'autorità' }).click();
  await expect(page.locator('textarea[name=pem]')).toHaveValue('');
  await expect(page.getByText('Autorita delle prove').first()).toBeVisible();
  await page.goto('/protocollo/caselle/nuova');
  await page.getByLabel('Nome', { exact: true }).fill(box.nome);
  await page.getByRole('textbox', { name: /^Indirizzo/ }).fill(box.indirizzo);
  await page.getByRole('radio', { name: /PEC/ }).check();
  await page.locator('select[name=ufficio]').selectOption({ label: 'Protocollo e archivio (PRO)' });
  await page.getByLabel('Nome per entrare').fill(box.utente);
  await page.locator('input[name=password]').fill(server.get('password'));
  await page.locator('input[name=imap]').fill('localhost');
  await page.locator('input[name=imap_porta]').fill(server.get('imaps'));
  await page.locator('input[name=smtp]').fill('localhost');
  await page.locator('input[name=smtp_porta]').fill(server.get('smtps'));
  await page.getByText('Il server è vostro').click();
  await page.locator('textarea[name=autorita]').fill(server.authority());
  await page.getByRole('button', { name: 'Aggiungi la casella' }).click();
  await page.waitForURL(/\/protocollo\/caselle\/[0-9a-f-]+/);
  await page.getByRole('button', { name: 'Prova il collegamento' }).click();
  await expect(page.locator('.mu-success')).toHaveCount(2);
  await context.close();
}
