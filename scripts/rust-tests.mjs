#!/usr/bin/env node
// The tests in Rust, as `cargo test --workspace` would run them, but two programs of tests at a time: one by one, a processor waits
// while the last test of each program ends, and while the tests that kill our program wait a minute until what it held is free again.
//   rust-tests.mjs      runs all of them, whatever fails; what each one says is kept together and printed when it has ended
// MUNICIPIO_TEST_PROGRAMS says how many at a time (1: as cargo does). Each runs as many tests at once as RUST_TEST_THREADS says.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '..');
const CARGO = ['test', '--offline', '--workspace'];
const AT_ONCE = Math.max(1, Number.parseInt(process.env.MUNICIPIO_TEST_PROGRAMS ?? '2', 10) || 1);

/** Those that take longest begin; the others fill what they leave. */
const LONGEST = [
  'apps/municipio/tests/it/',
  'uffici/protocollo/tests/it/',
  'uffici/atti/tests/it/',
  'platform/prose/tests/ostili/',
  'uffici/conservazione/tests/it/',
  'platform/ledger/tests/it/',
  'platform/signing/tests/it/',
  'uffici/librofirma/tests/it/',
  'platform/signing/tests/fetch/',
  'platform/accounts/tests/it/',
];

const say = (line) => process.stderr.write(`${line}\n`);

/** How a process ended: its exit code, or the signal that ended it. */
async function ended(child) {
  const [code, signal] = await once(child, 'close');
  return code ?? signal;
}

/** The programs of tests, built where they are not; each runs in the folder of its package, as under cargo. */
async function programs() {
  const cargo = spawn('cargo', [...CARGO, '--no-run', '--message-format=json-render-diagnostics'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // It says what it does as it does it.
  running.set(cargo, () => {});
  const end = ended(cargo).finally(() => running.delete(cargo));
  const found = [];
  for await (const line of createInterface({ input: cargo.stdout })) {
    if (!line.startsWith('{')) continue;
    const told = JSON.parse(line);
    if (told.reason !== 'compiler-artifact' || !told.profile.test || !told.executable) continue;
    const name = relative(ROOT, told.target.src_path);
    found.push({ name, command: told.executable, args: [], cwd: dirname(told.manifest_path) });
  }
  const code = await end;
  if (code !== 0) throw new Error(`cargo non costruisce le prove (uscita ${code}).`);
  return found;
}

/** In which order they begin: the longest, then the examples in the documentation, then as cargo tells them. */
function ordered(found) {
  const place = ({ name }) => {
    const at = LONGEST.findIndex((start) => name.startsWith(start));
    return at < 0 ? LONGEST.length : at;
  };
  const documentation = { name: 'esempi nella documentazione', command: 'cargo', args: [...CARGO, '--doc', '--no-fail-fast'], cwd: ROOT };
  const first = found.filter((one) => place(one) < LONGEST.length).sort((a, b) => place(a) - place(b));
  return [...first, documentation, ...found.filter((one) => place(one) === LONGEST.length)];
}

const scratch = mkdtempSync(join(tmpdir(), 'municipio-prove-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** What is at work, each with what prints what it has said. */
const running = new Map();
for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]]) {
  process.on(signal, () => {
    for (const child of running.keys()) child.kill('SIGTERM');
    // Whoever breaks off a run that does not end wants to know which test it was.
    for (const tell of running.values()) tell('interrotto');
    process.exit(128 + number);
  });
}

/** Runs one, and prints what it said. Gives how it failed, or nothing. */
async function run({ name, command, args, cwd }, number) {
  const file = join(scratch, String(number));
  const log = openSync(file, 'w');
  const started = performance.now();
  // Not for cargo itself: crates that are built anew where it changes (ring) would be, and all that stands on them, at each turn.
  const env = command === 'cargo' ? process.env : { ...process.env, CARGO_MANIFEST_DIR: cwd };
  const child = spawn(command, args, { cwd, stdio: ['ignore', log, log], env });
  closeSync(log);
  const tell = (end) => {
    // A heading as cargo writes it, for whoever looks for it in a long log.
    process.stdout.write(`     Running ${name} (${relative(ROOT, command) || command}), ${end}\n`);
    process.stdout.write(readFileSync(file));
  };
  running.set(child, tell);
  const how = await ended(child).catch((error) => error.message);
  running.delete(child);
  tell(`${((performance.now() - started) / 1000).toFixed(1)} s`);
  rmSync(file);
  return how === 0 ? undefined : `${name} (uscita ${how})`;
}

/** Takes the next one as soon as one has ended. */
async function all(queue) {
  const [failed, entries] = [[], queue.entries()];
  const lane = async () => {
    for (const [number, one] of entries) {
      const how = await run(one, number);
      if (how !== undefined) failed.push(how);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return failed;
}

try {
  const found = await programs();
  // A list that cargo tells otherwise one day must not pass for a suite in which nothing failed.
  const missing = LONGEST.filter((start) => !found.some(({ name }) => name.startsWith(start)));
  if (missing.length > 0) throw new Error(`fra i programmi di prove mancano ${missing.join(', ')}: aggiorna l'elenco in scripts/rust-tests.mjs.`);
  const failed = await all(ordered(found));
  if (failed.length > 0) {
    say(`error: ${failed.length} programmi di prove non sono riusciti su ${found.length + 1}:`);
    for (const one of failed) say(`error:   ${one}`);
    process.exitCode = 1;
  } else {
    say(`Programmi di prove riusciti: ${found.length} e gli esempi nella documentazione.`);
  }
} catch (error) {
  say(`Errore: ${error.message}`);
  process.exitCode = 1;
}
