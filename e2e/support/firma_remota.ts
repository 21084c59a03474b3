import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Autorita } from './autorita.ts';

/** The code that it sends. It is taken once each time that it was sent. */
export const CODE = '123456';
/** How the program makes itself known to it. */
const [CLIENT, SECRET] = ['municipio', 'segreto-inventato'];
const TOKEN = 'gettone-di-servizio';
const CREDENTIAL = 'marco-1';
/** ECDSA with SHA-256 (RFC 5758, 3.2). */
const ECDSA = '1.2.840.10045.4.3.2';

/** Why it refuses, as CSC API v2, 10.1, names it. */
class Refused extends Error {}

/** What a call of it may bring, as far as it is looked at. */
type Sent = { credentialID?: string; hashes?: string[]; numSignatures?: number; SAD?: string; signAlgo?: string; authData?: { id: string; value: string }[] };

/**
 * **A simulator, not a provider** of remote signatures: it answers as CSC API v2.0.0.2 says that one does, like the one of the tests in Rust
 * (`platform/testkit/src/csc.rs`); no provider has seen it. One person, Marco Gallo, who does not exist, with one certificate of an invented
 * authority; the values are OpenSSL's.
 */
export class FirmaRemota {
  /** Where it answers. */
  url = '';
  /** How many codes it has sent. */
  codes = 0;
  /** With how many hashes each authorisation came. */
  readonly authorised: number[] = [];
  private readonly autorita = new Autorita('Autorita inventata della firma remota');
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch((error: Error) => {
      const told = error instanceof Refused ? error.message : 'server_error';
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: told, error_description: `Simulatore: ${error.message}` }));
    });
  });
  /** Whether a code was sent and not used. */
  private waiting = false;
  /** The challenge of who went to its page (RFC 7636), by the code with which they come back. */
  private readonly visits = new Map<string, string>();
  /** The hashes that each authorisation is for. */
  private readonly rights = new Map<string, string>();

  static async start(): Promise<FirmaRemota> {
    const provider = new FirmaRemota();
    provider.autorita.certify('persona', '/C=IT/GN=Marco/SN=Gallo/serialNumber=TINIT-GLLMRC75A01H501R/CN=Marco Gallo', 'keyUsage = critical,nonRepudiation');
    provider.server.listen(0, '127.0.0.1');
    await once(provider.server, 'listening');
    provider.url = `http://127.0.0.1:${(provider.server.address() as AddressInfo).port}/csc/v2`;
    return provider;
  }

  /** What the settings of the ente `prova` say of it. */
  settings(): string {
    return `[signing.prova]\nurl = "${this.url}"\nclient_id = "${CLIENT}"\nclient_secret = "${SECRET}"\n`;
  }

  /**
   * Whether OpenSSL, which is not ours, finds that a PDF bears one signature (ISO 32000-2, 12.8.1: PAdES), of the certificate that is here,
   * over all the rest of its bytes.
   */
  holds(document: Buffer): boolean {
    const text = document.toString('latin1');
    const ranges = [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)];
    if (ranges.length !== 1) return false;
    const [from, first, second, last] = ranges[0]!.slice(1).map(Number) as [number, number, number, number];
    if (from !== 0 || second + last !== document.length) return false;
    const inside = text.slice(first, second).replaceAll(/[^0-9a-fA-F]/g, '');
    this.autorita.write('firmato', Buffer.concat([document.subarray(0, first), document.subarray(second)]));
    this.autorita.write('firma', Buffer.from(inside, 'hex'));
    try {
      this.autorita.openssl('cms', '-verify', '-binary', '-inform', 'DER', '-in', 'firma', '-content', 'firmato', '-CAfile', 'autorita.pem', '-purpose', 'any', '-out', 'letto');
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    this.autorita.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const method = pathname.replace(/^\/csc\/v2\//, '');
    if (method === 'oauth2/authorize') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(this.page(searchParams));
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString('utf8');
    const said = method === 'oauth2/token' ? this.token(new URLSearchParams(body)) : this.call(method, request.headers.authorization, JSON.parse(body) as Sent);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  }

  /** Its own page, on which a person says who they are. */
  private page(asked: URLSearchParams): string {
    const code = `codice-${this.visits.size}`;
    this.visits.set(code, asked.get('code_challenge') ?? '');
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('state', asked.get('state') ?? '');
    back.searchParams.set('code', code);
    const link = back.toString().replaceAll('&', '&amp;');
    return `<!doctype html><html lang="it"><title>Simulatore</title><h1>Simulatore di un servizio di firma</h1><p><a href="${link}">Sono Marco Gallo</a></p></html>`;
  }

  private token(form: URLSearchParams): object {
    const code = form.get('code') ?? '';
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (form.get('client_id') !== CLIENT || form.get('client_secret') !== SECRET) throw new Refused('invalid_client');
    if (this.visits.get(code) !== challenge) throw new Refused('invalid_grant');
    this.visits.set(code, 'usato');
    return { access_token: TOKEN, token_type: 'Bearer', expires_in: 3600 };
  }

  private call(method: string, authorization: string | undefined, sent: Sent): object {
    if (method === 'info') {
      const methods = ['credentials/list', 'credentials/info', 'credentials/authorize', 'signatures/signHash'];
      return { specs: '2.0.0.2', name: 'SIMULATORE', region: 'IT', lang: 'it-IT', authType: ['oauth2code'], oauth2: this.url, methods };
    }
    if (authorization !== `Bearer ${TOKEN}`) throw new Refused('invalid_token');
    if (method === 'credentials/list') return { credentialIDs: [CREDENTIAL], onlyValid: true };
    if (sent.credentialID !== CREDENTIAL) throw new Refused('invalid_request');
    switch (method) {
      case 'credentials/info':
        return this.credential();
      case 'credentials/getChallenge':
        this.codes += 1;
        this.waiting = true;
        return {};
      case 'credentials/authorize':
        return this.authorize(sent);
      case 'signatures/signHash':
        return this.sign(sent);
      default:
        throw new Refused('invalid_request');
    }
  }

  private credential(): object {
    const der = (name: string): string => this.autorita.read(name).toString('ascii').replaceAll(/-----[A-Z ]+-----|\s/g, '');
    return {
      key: { status: 'enabled', algo: [ECDSA], len: 256, curve: '1.2.840.10045.3.1.7' },
      cert: { status: 'valid', certificates: [der('persona.pem'), der('autorita.pem')] },
      auth: { mode: 'explicit', expression: 'OTP', objects: [{ type: 'ChallengeResponse', id: 'OTP', format: 'N', label: 'Codice SMS' }] },
      SCAL: '2',
      multisign: 100,
    };
  }

  private authorize({ authData, hashes = [], numSignatures }: Sent): object {
    if (!this.waiting || authData?.find(({ id }) => id === 'OTP')?.value !== CODE) throw new Refused('invalid_otp');
    if (hashes.length !== numSignatures) throw new Refused('invalid_request');
    this.waiting = false;
    this.authorised.push(hashes.length);
    const right = `SAD-${this.authorised.length}`;
    this.rights.set(right, hashes.join());
    return { SAD: right, expiresIn: 300 };
  }

  /** A right serves once, and for the hashes that it was given for. */
  private sign({ SAD = '', hashes = [], signAlgo }: Sent): object {
    if (this.rights.get(SAD) !== hashes.join() || signAlgo !== ECDSA) throw new Refused('invalid_request');
    this.rights.delete(SAD);
    const value = (hash: string): string => {
      this.autorita.write('impronta', Buffer.from(hash, 'base64'));
      this.autorita.openssl('pkeyutl', '-sign', '-inkey', 'persona.key', '-pkeyopt', 'digest:sha256', '-in', 'impronta', '-out', 'valore');
      return this.autorita.read('valore').toString('base64');
    };
    return { signatures: hashes.map(value) };
  }
}
