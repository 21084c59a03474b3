// PDFs in the page, for elements with data-pdf="/url". Where the browser shows PDFs by itself and there is room, it does
// so in a frame; elsewhere (phones) a button opens this small viewer on PDF.js: pages drawn as they come into sight, with
// their text laid over for reading aloud and copying. Without either, the link that was there stays.

import { announce } from './notices.js';

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const MOST_PIXELS = 16_000_000;
const HERE = new URL('./pdf/', import.meta.url);

export function start(root) {
  for (const box of root.querySelectorAll('[data-pdf]:not([data-ready])')) {
    box.dataset.ready = 'si';
    const ownEyes = navigator.pdfViewerEnabled && window.matchMedia('(min-width: 48rem) and (pointer: fine)').matches;
    if (ownEyes && !('pdfOwn' in box.dataset)) showFrame(box);
    else offer(box);
  }
}

function showFrame(box) {
  const frame = document.createElement('iframe');
  frame.className = 'mu-pdf-frame';
  frame.title = `Anteprima di ${box.dataset.name}`;
  frame.src = `${box.dataset.pdf}#view=FitH&navpanes=0`;
  box.append(frame);
}

function offer(box) {
  const open = button('Mostralo qui', 'btn btn-primary btn-sm', () => {
    open.remove();
    show(box);
  });
  (box.querySelector('p') ?? box).append(open);
}

async function show(box) {
  const status = Object.assign(document.createElement('p'), { className: 'mu-small', textContent: 'Carico il documento…' });
  status.setAttribute('role', 'status');
  box.append(status);
  try {
    const pdfjs = await import('./pdf/pdf.min.mjs');
    pdfjs.GlobalWorkerOptions.workerSrc = new URL('pdf.worker.min.mjs', HERE).href;
    const loading = pdfjs.getDocument({
      url: box.dataset.pdf,
      useWasm: false,
      wasmUrl: HERE.href,
      standardFontDataUrl: HERE.href,
      enableXfa: false,
      isEvalSupported: false,
    });
    loading.onProgress = ({ loaded, total }) => {
      if (total > 0) status.textContent = `Carico il documento: ${Math.min(100, Math.round((loaded / total) * 100))}%`;
    };
    const file = await loading.promise;
    status.remove();
    new Viewer(box, file, pdfjs, await file.getPage(1)).focus();
  } catch (error) {
    status.textContent = error?.name === 'PasswordException'
      ? 'Il documento è protetto da una password: scaricalo e aprilo con il tuo programma.'
      : 'Non riesco a mostrare questo documento: aprilo con il collegamento.';
  }
}

class Viewer {
  constructor(box, file, pdfjs, first) {
    Object.assign(this, { file, pdfjs, zoom: 1, current: 1, drawn: new Map(), shape: first.getViewport({ scale: 1 }) });
    this.pages = Object.assign(document.createElement('div'), { className: 'mu-pdf-pages', tabIndex: 0 });
    this.pages.setAttribute('role', 'region');
    this.pages.setAttribute('aria-label', `Anteprima di ${box.dataset.name}`);
    box.append(this.toolbar(), this.pages);
    for (let number = 1; number <= file.numPages; number += 1) this.pages.append(this.sheet(number));
    this.pages.addEventListener('scroll', () => this.follow(), { passive: true });
    this.pages.addEventListener('keydown', (event) => this.press(event));
    this.watch = new IntersectionObserver((seen) => seen.forEach((each) => this.sight(each)), { root: this.pages, rootMargin: '100% 0px' });
    new ResizeObserver(() => this.layOut()).observe(this.pages);
  }

  focus() {
    this.pages.focus();
    announce(this.file.numPages === 1 ? 'Documento aperto, una pagina' : `Documento aperto, ${this.file.numPages} pagine`);
  }

  toolbar() {
    const bar = Object.assign(document.createElement('div'), { className: 'mu-pdf-bar' });
    this.number = Object.assign(document.createElement('input'), { type: 'number', min: 1, max: this.file.numPages, value: 1, className: 'form-control' });
    this.number.setAttribute('aria-label', 'Numero di pagina');
    this.number.addEventListener('change', () => this.go(Number(this.number.value)));
    const total = Object.assign(document.createElement('span'), { textContent: `di ${this.file.numPages}` });
    const icon = (sign, label, action) => {
      const made = button(sign, 'btn btn-outline-primary btn-sm', action);
      made.setAttribute('aria-label', label);
      return made;
    };
    bar.append(
      icon('‹', 'Pagina precedente', () => this.go(this.current - 1)), this.number, total,
      icon('›', 'Pagina successiva', () => this.go(this.current + 1)),
      icon('−', 'Rimpicciolisci', () => this.step(-1)), icon('+', 'Ingrandisci', () => this.step(1)),
    );
    total.className = 'mu-pdf-total';
    return bar;
  }

  sheet(number) {
    const sheet = Object.assign(document.createElement('div'), { className: 'mu-pdf-page' });
    sheet.dataset.number = String(number);
    sheet.setAttribute('role', 'group');
    sheet.setAttribute('aria-label', `Pagina ${number} di ${this.file.numPages}`);
    return sheet;
  }

  /** Sizes every sheet for the width and the zoom, and draws anew those in sight. */
  layOut() {
    const width = Math.max(200, this.pages.clientWidth - 16) * this.zoom;
    if (width === this.width) return;
    this.width = width;
    for (const sheet of this.pages.children) {
      this.forget(sheet);
      sheet.style.width = `${width}px`;
      sheet.style.height = `${(width * this.shape.height) / this.shape.width}px`;
      this.watch.unobserve(sheet);
      this.watch.observe(sheet);
    }
    this.go(this.current);
  }

  sight({ target, isIntersecting }) {
    if (!isIntersecting) this.forget(target);
    else if (!this.drawn.has(target)) this.draw(target).catch(() => this.forget(target));
  }

  async draw(sheet) {
    const mark = { cancel() {} };
    this.drawn.set(sheet, mark);
    const page = await this.file.getPage(Number(sheet.dataset.number));
    if (this.drawn.get(sheet) !== mark) return;
    const viewport = page.getViewport({ scale: this.width / page.getViewport({ scale: 1 }).width });
    sheet.style.height = `${viewport.height}px`;
    const density = Math.min(window.devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)));
    const canvas = Object.assign(document.createElement('canvas'), { width: Math.floor(viewport.width * density), height: Math.floor(viewport.height * density) });
    canvas.setAttribute('aria-hidden', 'true');
    const words = Object.assign(document.createElement('div'), { className: 'mu-pdf-text' });
    words.style.setProperty('--total-scale-factor', String(viewport.scale));
    sheet.replaceChildren(canvas, words);
    const drawing = page.render({ canvas, viewport, transform: density === 1 ? null : [density, 0, 0, density, 0, 0] });
    const text = new this.pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport });
    mark.cancel = () => { drawing.cancel(); text.cancel(); };
    await Promise.all([drawing.promise, text.render()]);
  }

  /** What is out of sight gives its memory back. */
  forget(sheet) {
    this.drawn.get(sheet)?.cancel();
    this.drawn.delete(sheet);
    for (const canvas of sheet.querySelectorAll('canvas')) canvas.width = 0;
    sheet.replaceChildren();
  }

  go(number) {
    if (!Number.isFinite(number)) return;
    this.current = Math.min(this.file.numPages, Math.max(1, Math.round(number)));
    this.number.value = String(this.current);
    const sheet = this.pages.children[this.current - 1];
    if (sheet) this.pages.scrollTop = sheet.offsetTop;
  }

  /** The page whose middle is nearest is the current one. */
  follow() {
    const middle = this.pages.scrollTop + this.pages.clientHeight / 2;
    const at = [...this.pages.children].findIndex((sheet) => sheet.offsetTop + sheet.offsetHeight >= middle);
    this.current = at < 0 ? this.file.numPages : at + 1;
    if (document.activeElement !== this.number) this.number.value = String(this.current);
  }

  step(direction) {
    const at = ZOOMS.indexOf(this.zoom) + direction;
    if (at < 0 || at >= ZOOMS.length) return;
    this.zoom = ZOOMS[at];
    this.layOut();
    announce(`Ingrandimento ${Math.round(this.zoom * 100)}%`);
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions = { ArrowLeft: () => this.go(this.current - 1), ArrowRight: () => this.go(this.current + 1), '+': () => this.step(1), '-': () => this.step(-1) };
    const action = actions[event.key];
    if (!action || (this.zoom > 1 && event.key.startsWith('Arrow'))) return;
    event.preventDefault();
    action();
  }
}

function button(label, look, action) {
  const made = Object.assign(document.createElement('button'), { type: 'button', className: look, textContent: label });
  made.addEventListener('click', action);
  return made;
}
