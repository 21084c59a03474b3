import { Autorita } from './autorita.ts';

const FROM = 'posta-certificata@gestore-prove.example';
const PROVIDER = 'Gestore delle prove';

export type File = { name: string; type: string; bytes: Buffer };
export type Letter = { from: string; name: string; to: string; subject: string; text: string; files?: File[]; id: string; answers?: string };
export type Receipt = { kind: 'accettazione' | 'avvenuta-consegna' | 'errore-consegna'; of: string; to: string; from: string; subject: string };

/**
 * A provider of certified mail for the tests: it puts what people write into its envelope, writes receipts, and signs both
 * with OpenSSL as the rules want (RFC 6109). Its authority is invented: the ente must be told to trust it.
 */
export class Gestore {
  /** The certificate of its authority, in PEM. */
  readonly authority: string;
  private readonly autorita = new Autorita('Autorita delle prove');
  private count = 0;

  constructor() {
    const use = ['keyUsage = critical,digitalSignature', 'extendedKeyUsage = emailProtection'];
    this.autorita.certify('gestore', `/CN=${PROVIDER}`, ...use, `subjectAltName = email:${FROM}`);
    this.authority = this.autorita.read('autorita.pem').toString();
  }

  /** Its keys and certificates go away. */
  close(): void {
    this.autorita.close();
  }

  /** A certified letter, as it comes to the mailbox. */
  pec(letter: Letter): Buffer {
    const data = this.daticert('posta-certificata', letter.from, letter.to, letter.subject, letter.id, '');
    return this.envelope('POSTA CERTIFICATA', 'X-Trasporto: posta-certificata', letter, data);
  }

  /** What is not certified, in the envelope that the provider puts around it. */
  anomaly(letter: Letter): Buffer {
    return this.envelope('ANOMALIA MESSAGGIO', 'X-Trasporto: errore', letter, '');
  }

  /** A receipt of a message that left from the mailbox `from`. */
  receipt({ kind, of, to, from, subject }: Receipt): Buffer {
    const words = { accettazione: 'ACCETTAZIONE', 'avvenuta-consegna': 'CONSEGNA', 'errore-consegna': 'AVVISO DI MANCATA CONSEGNA' }[kind];
    const delivered = kind === 'accettazione' ? '' : `<consegna>${xml(to)}</consegna>`;
    const data = this.daticert(kind, from, to, subject, of, delivered);
    const body = [
      'Content-Type: multipart/mixed; boundary="busta"',
      '',
      '--busta',
      ...text(`Ricevuta per ${to}.`),
      ...attached({ name: 'daticert.xml', type: 'application/xml', bytes: Buffer.from(data) }, 'busta'),
      '--busta--',
      '',
    ].join('\r\n');
    const head = [`X-Ricevuta: ${kind}`, `X-Riferimento-Message-ID: <${of}>`];
    return this.sign([...this.head(`${words}: ${subject}`, from), ...head], Buffer.from(body));
  }

  private envelope(words: string, trasporto: string, letter: Letter, data: string): Buffer {
    const front = ['Content-Type: multipart/mixed; boundary="busta"', '', '--busta', ...text('Messaggio di prova.')];
    if (data) front.push(...attached({ name: 'daticert.xml', type: 'application/xml', bytes: Buffer.from(data) }, 'busta'));
    front.push('--busta', 'Content-Type: message/rfc822; name="postacert.eml"', 'Content-Disposition: attachment; filename="postacert.eml"', '', '');
    const body = Buffer.concat([Buffer.from(front.join('\r\n')), mail(letter), Buffer.from('\r\n--busta--\r\n')]);
    return this.sign([...this.head(`${words}: ${letter.subject}`, letter.to, letter.from), trasporto], body);
  }

  private head(subject: string, to: string, behalf?: string): string[] {
    this.count += 1;
    const name = behalf ? `Per conto di: ${behalf}` : 'Posta Certificata';
    return [
      `From: "${name}" <${FROM}>`,
      `To: ${to}`,
      `Subject: ${word(subject)}`,
      `Date: ${date()}`,
      `Message-ID: <busta${this.count}.${process.pid}.${Date.now()}@gestore-prove.example>`,
      'MIME-Version: 1.0',
    ];
  }

  private daticert(kind: string, from: string, to: string, subject: string, id: string, more: string): string {
    // "2026-11-25 10:26:40" is how Sweden writes it.
    const [day, hour] = new Date().toLocaleString('sv-SE', { timeZone: 'Europe/Rome' }).split(' ') as [string, string];
    const full = day.split('-').reverse().join('/');
    const error = kind === 'errore-consegna' ? 'no-dest' : 'nessuno';
    return (
      `<?xml version="1.0" encoding="UTF-8"?>\n<postacert tipo="${kind}" errore="${error}"><intestazione><mittente>${xml(from)}</mittente>` +
      `<destinatari tipo="certificato">${xml(to)}</destinatari><risposte>${xml(from)}</risposte><oggetto>${xml(subject)}</oggetto></intestazione>` +
      `<dati><gestore-emittente>${PROVIDER}</gestore-emittente><data zona="${zone()}"><giorno>${full}</giorno><ora>${hour}</ora></data>` +
      `<identificativo>prove${this.count + 1}.${Date.now()}</identificativo><msgid>&lt;${xml(id)}&gt;</msgid>${more}</dati></postacert>\n`
    );
  }

  /** The part signed, and the signature beside it (RFC 8551, section 3.5.3). */
  private sign(head: string[], part: Buffer): Buffer {
    this.autorita.write('parte', part);
    const how = ['cms', '-sign', '-binary', '-md', 'sha256', '-in', 'parte', '-signer', 'gestore.pem', '-inkey', 'gestore.key'];
    this.autorita.openssl(...how, '-outform', 'DER', '-out', 'firma.p7s');
    const signature = attached({ name: 'smime.p7s', type: 'application/pkcs7-signature', bytes: this.autorita.read('firma.p7s') }, 'firmata');
    const outer = 'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="firmata"';
    const front = [...head, outer, '', '--firmata', ''].join('\r\n');
    return Buffer.concat([Buffer.from(front), part, Buffer.from(`\r\n${signature.join('\r\n')}\r\n--firmata--\r\n`)]);
  }
}

/** A letter as its author's mail program writes it. */
export function mail(letter: Letter): Buffer {
  const lines = [
    `From: ${word(letter.name)} <${letter.from}>`,
    `To: ${letter.to}`,
    `Subject: ${word(letter.subject)}`,
    `Date: ${date()}`,
    `Message-ID: <${letter.id}>`,
    ...(letter.answers ? [`In-Reply-To: <${letter.answers}>`] : []),
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="parte"',
    '',
    '--parte',
    ...text(letter.text),
    ...(letter.files ?? []).flatMap((file) => attached(file, 'parte')),
    '--parte--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

function text(words: string): string[] {
  return ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', ...lines(Buffer.from(words))];
}

function attached(file: File, boundary: string): string[] {
  return [
    `--${boundary}`,
    `Content-Type: ${file.type}; name="${file.name}"`,
    `Content-Disposition: attachment; filename="${file.name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...lines(file.bytes),
  ];
}

function lines(bytes: Buffer): string[] {
  return bytes.toString('base64').match(/.{1,76}/g) ?? [''];
}

function word(words: string): string {
  return /^[\x20-\x7e]*$/.test(words) ? words : `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`;
}

function date(): string {
  return new Date().toUTCString().replace('GMT', '+0000');
}

function zone(): string {
  const name = new Date().toLocaleString('en', { timeZone: 'Europe/Rome', timeZoneName: 'longOffset' });
  return name.replace(/^.*GMT([+-]\d\d):(\d\d)$/, '$1$2');
}

function xml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
