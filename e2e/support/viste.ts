import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Which page stands at which route, and how it is looked at; a test in Rust holds it against the routes. */
const TABLE = resolve(import.meta.dirname, '../pagine.tsv');
/** Widths of a phone, and of a desk. */
const PHONE = 390;
const DESK = 1024;

/** `axe`: axe has found nothing. `fits`: nothing sticks out sideways. */
export type How = 'axe' | 'fits';
export type Seen = { how: How; width: number; spec: string; path: string };

/** Notes a look at a page. */
export function note({ how, width, spec, path }: Seen): void {
  const file = process.env.MUNICIPIO_E2E_SEEN;
  if (file) appendFileSync(file, `${how}\t${width}\t${spec}\t${path}\n`);
}

/** All looks of this run. */
export function noted(): Seen[] {
  const file = process.env.MUNICIPIO_E2E_SEEN;
  if (!file || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [how, width, spec, path] = line.split('\t');
    return { how: how as How, width: Number(width), spec: spec!, path: path! };
  });
}

/** What was noted goes away. */
export function forget(): void {
  const file = process.env.MUNICIPIO_E2E_SEEN;
  if (file) rmSync(dirname(file), { recursive: true, force: true });
}

type Line = { route: string; kind: string };

function table(): Line[] {
  const lines = readFileSync(TABLE, 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [route, kind] = line.split('\t');
    return { route: route!, kind: kind! };
  });
}

/** Literal parts go before parameters, as in the program's router. */
function order(one: Line, other: Line): number {
  const parts = [one, other].map((line) => line.route.split('/').map((part) => (part.startsWith('{') ? `~${part}` : part)).join('/'));
  return parts[0]! < parts[1]! ? -1 : 1;
}

function fits(route: string, path: string): boolean {
  const [own, asked] = [route.split('/'), path.replace(/\/$/, '').split('/')];
  if (route === '/') return path === '/';
  return own.length === asked.length && own.every((part, at) => part.startsWith('{') || part === asked[at]);
}

/** What the table promises and nobody has looked at, a sentence for each. */
export function missing(seen: Seen[]): string[] {
  const lines = table().sort(order);
  const looks = new Map<string, Seen[]>();
  for (const look of seen) {
    const line = lines.find(({ route }) => fits(route, look.path));
    if (line) looks.set(line.route, [...(looks.get(line.route) ?? []), look]);
  }
  return lines.flatMap(({ route, kind }) => {
    const own = looks.get(route) ?? [];
    const judged = own.filter((look) => look.how === 'axe');
    if (kind === 'once' && judged.length === 0) return [`${route}: axe non l'ha vista.`];
    if (kind !== 'both') return [];
    if (!judged.some((look) => look.width >= DESK)) return [`${route}: axe non l'ha vista nella finestra di una scrivania.`];
    if (!own.some((look) => look.width <= PHONE)) return [`${route}: nessuno l'ha vista nella finestra di un telefono.`];
    return [];
  });
}
