import { createHash, createPublicKey, verify } from 'node:crypto';

/** How an Ed25519 public key begins in DER (RFC 8410): the thirty-two bytes follow. */
const ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Checks a signed note (C2SP `signed-note`) with the verifier key that the ente publishes, as a program that is not ours would.
 * Gives the lines that are signed, or nothing where the signature does not hold.
 */
export function signedLines(note: string, key: string): string[] | undefined {
  const [name, id, encoded] = key.trim().split(/\+([0-9a-f]{8})\+/) as [string, string, string];
  const raw = Buffer.from(encoded, 'base64');
  const expected = createHash('sha256').update(`${name}\n`).update(raw).digest().subarray(0, 4);
  if (raw[0] !== 1 || raw.length !== 33 || expected.toString('hex') !== id) return undefined;
  const end = note.indexOf('\n\n');
  const text = note.slice(0, end + 1);
  const line = note.slice(end + 2).split('\n').find((each) => each.startsWith(`— ${name} `));
  if (end < 0 || !line) return undefined;
  const signature = Buffer.from(line.split(' ')[2]!, 'base64');
  const publicKey = createPublicKey({ key: Buffer.concat([ED25519, raw.subarray(1)]), format: 'der', type: 'spki' });
  const holds = signature.subarray(0, 4).equals(expected) && verify(null, Buffer.from(text), publicKey, signature.subarray(4));
  return holds ? text.trimEnd().split('\n') : undefined;
}
