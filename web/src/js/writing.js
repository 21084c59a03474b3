// Where the text of an act is written. Pasting into a textarea with data-paste keeps what the clipboard has as HTML beside the words,
// in the hidden field with data-pasted of the same form: the server makes clean parts of it. The words stay in the field, to be
// read and heard; whoever changes them by hand sends the words alone, and is told.
//
// An element with data-live-preview="/where/the/sheet/is" follows: what is written in a form with data-previewed is sent there a moment
// after the last key, and nothing is saved; what others save is asked for now and then, and comes only where it is new (ETag).
// The focus stays where it is, and so does the place to which one has scrolled.

import { announce } from './notices.js';

/** How long nobody must have written. */
const WRITE_MS = 600;
/** How often it looks for what others have saved. */
const LOOK_MS = 15_000;
/** Nobody is there any more: a page that was left open must not keep its session alive. */
const AWAY_MS = 5 * 60_000;
/** Read out no more often than this. */
const SAY_MS = 20_000;
const STALE = 'Anteprima non aggiornata: la rete o la sessione non rispondono. Quello che hai scritto è ancora nel modulo.';
/** What the server takes, encoded as a form: more is a document, to be imported. */
const MOST_SENT = 1_500_000;

export function start(root) {
  for (const field of root.querySelectorAll('textarea[data-paste]:not([data-ready])')) listen(field);
  for (const box of root.querySelectorAll('[data-live-preview]:not([data-ready])')) follow(box);
}

function listen(field) {
  const kept = field.form?.querySelector('[data-pasted]');
  const told = field.form?.querySelector('[data-paste-told]');
  if (!kept) return;
  field.dataset.ready = 'si';
  // Of what is in the field, whether all of it was pasted as HTML; a part pasted after another goes after it.
  field.addEventListener('paste', (event) => {
    const html = lean(event.clipboardData?.getData('text/html') ?? '');
    const whole = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    const after = field.selectionStart === field.value.length && kept.value !== '';
    if (html === '' || !(whole || after)) return;
    const all = whole ? html : kept.value + html;
    if (encodeURIComponent(all).length > MOST_SENT) {
      told.textContent = 'È troppo lungo per incollarlo con la sua forma: salvalo come DOCX o ODT e usa Importa. Qui restano le parole.';
      kept.value = '';
      return;
    }
    field.dataset.pasting = all;
  });
  field.addEventListener('input', () => {
    const pasted = field.dataset.pasting;
    delete field.dataset.pasting;
    if (pasted) {
      kept.value = pasted;
      told.textContent = 'Incollato con titoli, elenchi, tabelle e collegamenti: li vedi dopo Inserisci.';
    } else if (kept.value !== '') {
      kept.value = '';
      told.textContent = 'Hai cambiato le parole a mano: si inseriscono senza titoli, elenchi e tabelle. Per tenerli svuota il campo e incolla di nuovo.';
    }
  });
}

/** Without the head of a word processor's page and the pictures written into it, which the server leaves out anyway. */
function lean(html) {
  return html
    .replace(/<head[\s>][\s\S]*?<\/head>/gi, '')
    .replace(/src\s*=\s*(["'])data:[^"']*\1/gi, 'src=""')
    .trim();
}

function follow(box) {
  box.dataset.ready = 'si';
  const sheet = box.querySelector('[data-preview-sheet]');
  const state = { box, sheet, version: box.dataset.version, form: null, timer: 0, request: null, said: 0, note: '', there: Date.now() };
  for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, () => { state.there = Date.now(); });
  document.addEventListener('input', (event) => {
    const form = event.target.closest?.('form[data-previewed]');
    if (!form) return;
    state.form = form;
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => look(state), WRITE_MS);
  });
  document.addEventListener('visibilitychange', () => !document.hidden && look(state));
  window.setInterval(() => {
    if (!document.hidden && Date.now() - state.there < AWAY_MS) look(state);
  }, LOOK_MS);
}

async function look(state) {
  state.request?.abort();
  const request = new AbortController();
  state.request = request;
  const headers = { 'HX-Request': 'true' };
  // A form without words has nothing to show: the sheet is that of what is saved.
  const form = state.form?.elements.parole?.value.trim() ? state.form : null;
  const asked = form
    ? { method: 'POST', headers, body: new URLSearchParams(new FormData(form)) }
    : { headers: { ...headers, 'If-None-Match': `"${state.version}"` } };
  try {
    const answer = await fetch(state.box.dataset.livePreview, { ...asked, signal: request.signal });
    if (answer.status === 304) return;
    if (answer.status !== 200 || answer.redirected) throw new Error('no sheet');
    const version = (answer.headers.get('ETag') ?? '').replace(/^W\/|"/g, '');
    const html = await answer.text();
    if (request.signal.aborted || version === state.version) return;
    show(html, state, version);
  } catch {
    // Aborted by the next one; or no network, or the session has ended.
    if (!request.signal.aborted) stale(state);
  }
}

function show(html, state, version) {
  // Whoever is on a link of the sheet keeps it: what is new comes when they have gone on.
  if (state.sheet.contains(document.activeElement) && document.activeElement !== state.sheet) return;
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const place = state.sheet.scrollTop;
  state.sheet.replaceChildren(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)));
  state.sheet.scrollTop = place;
  state.version = version;
  const note = state.sheet.querySelector('[data-preview-note]')?.textContent ?? '';
  if (note !== '' && note !== state.note) {
    announce(`Anteprima: ${note}`);
  } else if (Date.now() - state.said >= SAY_MS) {
    state.said = Date.now();
    announce('Anteprima aggiornata.');
  }
  state.note = note;
}

function stale(state) {
  const when = state.sheet.querySelector('[data-preview-when]');
  if (when) when.textContent = STALE;
  // Once, and not at each time that it looks again in vain.
  if (state.version !== '') announce(STALE);
  state.version = '';
}
