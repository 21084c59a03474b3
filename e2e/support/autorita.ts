import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SETTINGS = `[ca]
default_ca = prova
[prova]
database = indice
new_certs_dir = .
default_md = sha256
policy = nomi
unique_subject = no
email_in_dn = no
rand_serial = yes
default_startdate = 20200101000000Z
default_enddate = 20491231000000Z
[nomi]
countryName = optional
givenName = optional
surname = optional
serialNumber = optional
commonName = supplied
[req]
distinguished_name = richiesta
[richiesta]
`;

/** An authority of OpenSSL's, in a folder of its own. It is invented, like all whom it certifies: nobody trusts it unless told to. */
export class Autorita {
  /** Where lie its `autorita.pem`, and `WHO.key` and `WHO.pem` of each whom it certified. */
  private readonly folder = mkdtempSync(join(tmpdir(), 'municipio-autorita-'));

  constructor(name: string) {
    this.write('modi', SETTINGS);
    this.write('indice', '');
    this.issue('autorita', `/CN=${name}`, ['basicConstraints = critical,CA:TRUE', 'keyUsage = critical,keyCertSign,cRLSign'], '-selfsign');
  }

  /** A new key and its certificate, with these extensions as OpenSSL writes them. */
  certify(who: string, subject: string, ...extensions: string[]): void {
    const ours = ['basicConstraints = CA:FALSE', 'authorityKeyIdentifier = keyid'];
    this.issue(who, subject, [...ours, ...extensions], '-cert', 'autorita.pem');
  }

  /** Runs OpenSSL in its folder. */
  openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }

  /** What lies in its folder under this name. */
  read(name: string): Buffer {
    return readFileSync(join(this.folder, name));
  }

  /** Puts something into its folder. */
  write(name: string, bytes: string | Buffer): void {
    writeFileSync(join(this.folder, name), bytes);
  }

  /** Its keys and certificates go away. */
  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private issue(who: string, subject: string, extensions: string[], ...by: string[]): void {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-batch'];
    this.openssl('req', '-new', '-config', 'modi', '-subj', subject, '-keyout', `${who}.key`, '-out', `${who}.csr`, ...key);
    this.write(`${who}.modi`, [...extensions, 'subjectKeyIdentifier = hash', ''].join('\n'));
    const sign = ['ca', '-batch', '-config', 'modi', '-notext', '-keyfile', 'autorita.key', ...by];
    this.openssl(...sign, '-in', `${who}.csr`, '-extfile', `${who}.modi`, '-out', `${who}.pem`);
  }
}
