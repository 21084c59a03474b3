import { Autorita } from './autorita.ts';

/**
 * The document in an envelope (`.p7m`) that a person has signed now with OpenSSL (CAdES, RFC 5126). The authority above them is
 * invented, and nobody trusts it: the person does not exist, and the signature is worth nothing.
 */
export function signed(document: Buffer): Buffer {
  const autorita = new Autorita('Autorita inventata delle prove');
  try {
    const subject = '/C=IT/GN=Nadia/SN=Rinaldi/serialNumber=TINIT-RNLNDA95B66H501I/CN=Nadia Rinaldi';
    autorita.certify('persona', subject, 'keyUsage = critical,nonRepudiation');
    autorita.write('documento', document);
    const how = ['cms', '-sign', '-binary', '-nodetach', '-cades', '-md', 'sha256', '-in', 'documento', '-outform', 'DER', '-out', 'firmato'];
    autorita.openssl(...how, '-signer', 'persona.pem', '-inkey', 'persona.key', '-certfile', 'autorita.pem');
    return autorita.read('firmato');
  } finally {
    autorita.close();
  }
}

/** The same envelope with one word of its document changed for another as long: what was signed is not there any more. */
export function changed(envelope: Buffer, word: string, other: string): Buffer {
  const at = envelope.indexOf(word);
  if (at < 0 || Buffer.byteLength(word) !== Buffer.byteLength(other)) throw new Error(`«${word}» non sta nella busta, oppure «${other}» non è lungo uguale.`);
  const bytes = Buffer.from(envelope);
  bytes.write(other, at);
  return bytes;
}
