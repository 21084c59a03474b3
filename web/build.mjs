// Builds web/dist from the npm packages and web/src: style sheets, fonts, icons and scripts that the binary embeds.
// Fast and idempotent: a stamp over all inputs tells whether there is anything to do.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const italia = join(here, 'node_modules/bootstrap-italia');
const fonts = join(italia, 'dist/fonts');
const dist = join(here, 'dist');
const fresh = join(here, 'node_modules/.municipio-dist');

/** What goes into dist: [source, target]. Fonts are the faces that the style sheet names, Latin and Latin extended. */
const FILES = [
  [join(italia, 'dist/svg/sprites.svg'), 'svg/sprites.svg'],
  [join(here, 'node_modules/htmx.org/dist/htmx.min.js'), 'js/htmx.min.js'],
  ...[
    ['Titillium_Web/titillium-web-v10-latin-ext_latin-regular', 'titillium-regular'],
    ['Titillium_Web/titillium-web-v10-latin-ext_latin-italic', 'titillium-italic'],
    ['Titillium_Web/titillium-web-v10-latin-ext_latin-600', 'titillium-600'],
    ['Titillium_Web/titillium-web-v10-latin-ext_latin-700', 'titillium-700'],
    ['Roboto_Mono/roboto-mono-v13-latin-ext_latin-regular', 'roboto-mono-regular'],
    ['Lora/lora-v20-latin-ext_latin-regular', 'lora-regular'],
    ['Lora/lora-v20-latin-ext_latin-700', 'lora-700'],
  ].map(([from, to]) => [join(fonts, `${from}.woff2`), `fonts/${to}.woff2`]),
  // The PDF viewer for phones, loaded only when somebody opens a document there. WebAssembly would need a wider policy.
  ...[
    ['legacy/build/pdf.min.mjs', 'pdf.min.mjs'],
    ['legacy/build/pdf.worker.min.mjs', 'pdf.worker.min.mjs'],
    ['wasm/jbig2_nowasm_fallback.js', 'jbig2_nowasm_fallback.js'],
    ['wasm/openjpeg_nowasm_fallback.js', 'openjpeg_nowasm_fallback.js'],
    ['standard_fonts/FoxitSymbol.pfb', 'FoxitSymbol.pfb'],
    ['standard_fonts/FoxitDingbats.pfb', 'FoxitDingbats.pfb'],
  ].map(([from, to]) => [join(here, 'node_modules/pdfjs-dist', from), `js/pdf/${to}`]),
  [join(here, 'node_modules/pdfjs-dist/LICENSE'), 'licenses/pdfjs.txt'],
  [join(here, 'node_modules/pdfjs-dist/wasm/LICENSE_JBIG2'), 'licenses/jbig2.txt'],
  [join(here, 'node_modules/pdfjs-dist/wasm/LICENSE_OPENJPEG'), 'licenses/openjpeg.txt'],
  [join(here, 'node_modules/pdfjs-dist/standard_fonts/LICENSE_FOXIT'), 'licenses/foxit-fonts.txt'],
  [join(italia, 'LICENSE'), 'licenses/bootstrap-italia.txt'],
  [join(fonts, 'Titillium_Web/OFL.txt'), 'licenses/titillium-web.txt'],
  [join(fonts, 'Roboto_Mono/LICENSE.txt'), 'licenses/roboto-mono.txt'],
  [join(here, 'node_modules/htmx.org/LICENSE'), 'licenses/htmx.txt'],
  ...['js', 'img'].flatMap((folder) => walk(join(here, 'src', folder)).map((file) => [file, relative(join(here, 'src'), file)])),
];

/** Our style sheet, in the order of the file names. */
const STYLES = walk(join(here, 'src/css'));

/** Bootstrap Italia's style sheet, and its one change: see focusVisible. */
const ITALIA = join(italia, 'dist/css/bootstrap-italia.min.css');

/** Kinds that compression makes smaller; fonts and pictures are compressed already. */
const COMPRESSIBLE = /\.(css|js|mjs|svg|json|txt)$/;

if (!existsSync(join(here, 'node_modules'))) {
  console.error('web/node_modules is missing: run `npm ci` in web/ (or `make web`) and build again.');
  process.exit(1);
}
const missing = [[ITALIA], ...FILES].filter(([from]) => !existsSync(from));
if (missing.length > 0) {
  console.error(`web: ${relative(here, missing[0][0])} is missing: run \`npm ci\` in web/ and build again.`);
  process.exit(1);
}

const stamp = stampOf();
if (existsSync(join(dist, '.stamp')) && readFileSync(join(dist, '.stamp'), 'utf8') === stamp) {
  console.log('web/dist is up to date');
  process.exit(0);
}
rmSync(fresh, { recursive: true, force: true });
for (const [from, to] of FILES) {
  const target = join(fresh, to);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(from, target);
  if (to.endsWith('.js') || to.endsWith('.mjs')) writeFileSync(target, withoutSourceMap(readFileSync(target, 'utf8')));
}
mkdirSync(join(fresh, 'css'), { recursive: true });
writeFileSync(join(fresh, 'css/bootstrap-italia.min.css'), withoutInlineFonts(focusVisible(withoutSourceMap(readFileSync(ITALIA, 'utf8')))));
writeFileSync(join(fresh, 'css/municipio.css'), STYLES.map((file) => readFileSync(file, 'utf8')).join('\n'));
const sizes = walk(fresh).filter((file) => COMPRESSIBLE.test(file)).map(compress);
writeFileSync(join(fresh, '.stamp'), stamp);
rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);
const total = walk(dist).filter((file) => !/\.(gz|br)$/.test(file)).reduce((sum, file) => sum + statSync(file).size, 0);
console.log(`web/dist built: ${FILES.length + 2} files, ${kb(total)}; compressed text ${kb(sizes.reduce((sum, size) => sum + size, 0))}`);

function stampOf() {
  const hash = createHash('sha256');
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  for (const [from, to] of [[ITALIA, 'css'], ...STYLES.map((file) => [file, 'css']), ...FILES]) hash.update(`${to}\0`).update(readFileSync(from));
  return hash.digest('hex');
}

function compress(file) {
  const bytes = readFileSync(file);
  // What has not changed since the last build is compressed already.
  const before = join(dist, relative(fresh, file));
  if (existsSync(`${before}.br`) && existsSync(`${before}.gz`) && readFileSync(before).equals(bytes)) {
    for (const kind of ['gz', 'br']) cpSync(`${before}.${kind}`, `${file}.${kind}`);
    return statSync(`${file}.br`).size;
  }
  const gz = gzipSync(bytes, { level: 9 });
  const br = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  if (gz.length < bytes.length) writeFileSync(`${file}.gz`, gz);
  if (br.length < bytes.length) writeFileSync(`${file}.br`, br);
  return Math.min(br.length, bytes.length);
}

/** A comment that points at a map which is not served only gives an error in the developer tools. */
function withoutSourceMap(text) {
  return text.replace(/\n?(\/\/|\/\*)# sourceMappingURL=\S+( ?\*\/)?\s*$/, '\n');
}

/**
 * Bootstrap Italia shows its focus ring unless a script of its own has marked the element as focused by the mouse.
 * Browsers know that by themselves (`:focus-visible`), and so the ring needs no script.
 */
function focusVisible(css) {
  const changed = css
    .replaceAll(':focus:not([data-focus-mouse=true])', ':focus-visible')
    .replaceAll(':focus:not([data-focus-mouse=true],.btn)', ':focus-visible:not(.btn)');
  if (changed === css) throw new Error('Bootstrap Italia has changed how it marks focus: look at focusVisible in web/build.mjs');
  return changed;
}

/** The video player's icons come as a font written into the style sheet, which `font-src 'self'` forbids: a file instead. */
function withoutInlineFonts(css) {
  let count = 0;
  return css.replace(/url\(data:application\/font-woff;charset=utf-8;base64,([A-Za-z0-9+/=]+)\)/g, (_, base64) => {
    const name = `icons-${(count += 1)}.woff`;
    mkdirSync(join(fresh, 'fonts'), { recursive: true });
    writeFileSync(join(fresh, 'fonts', name), Buffer.from(base64, 'base64'));
    return `url(../fonts/${name})`;
  });
}

function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

function kb(bytes) {
  return `${Math.round(bytes / 1000)} kB`;
}
