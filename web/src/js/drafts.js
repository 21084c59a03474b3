// Forms with data-draft="key" save themselves while one writes and come back after an error, a session that ended or a
// wrong click. They stay in this tab (sessionStorage) under the person's name, for twelve hours, and go when the form
// has been accepted, when one discards them and at logout. Never files, passwords, or fields with data-no-draft.

import { say } from './notices.js';
import { restoreFiles, uploadedFiles } from './uploads.js';

const PREFIX = 'municipio:bozza:';
const LASTS_MS = 12 * 60 * 60 * 1000;
const WAIT_MS = 300;
let timer = 0;

export function start() {
  forgetAccepted();
  for (const form of document.querySelectorAll('form[data-draft]')) {
    restore(form);
    const soon = (event) => {
      if (!event.isTrusted && event.type === 'input') return;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => saveNow(form), WAIT_MS);
    };
    form.addEventListener('input', soon);
    form.addEventListener('change', soon);
    form.addEventListener('mu:files', soon);
    form.addEventListener('submit', () => saveNow(form, true));
  }
  document.addEventListener('submit', (event) => {
    if (new URL(event.target.action, window.location.href).pathname === '/esci') forgetAll();
  });
  window.addEventListener('pagehide', () => window.clearTimeout(timer));
}

/** Saves the form at once. `sent` says that it is on its way to the server. */
export function saveNow(form, sent = false) {
  window.clearTimeout(timer);
  if (!form.dataset.draft) return;
  write(keyOf(form), { at: Date.now(), sent, fields: valuesOf(form), files: uploadedFiles(form) });
}

function keyOf(form) {
  return `${PREFIX}${document.body.dataset.person ?? ''}:${form.dataset.draft}`;
}

function kept(field) {
  if (!field.name || field.disabled || field.name === 'csrf' || field.closest('[data-no-draft]')) return false;
  if (['password', 'file', 'submit', 'button', 'image', 'reset'].includes(field.type)) return false;
  return field.type !== 'hidden' || Boolean(field.closest('[data-combobox]'));
}

function valuesOf(form) {
  return [...form.elements].filter(kept).map((field) => {
    if (field.type === 'checkbox' || field.type === 'radio') return [field.name, field.value, field.checked];
    if (field.matches('select[multiple]')) return [field.name, [...field.selectedOptions].map((option) => option.value)];
    return [field.name, field.value];
  });
}

function restore(form) {
  const draft = read(keyOf(form));
  if (!draft) return;
  let changed = false;
  for (const [name, value, checked] of draft.fields) {
    for (const field of [...form.elements].filter((each) => each.name === name && kept(each))) {
      changed = put(field, value, checked) || changed;
    }
  }
  changed = restoreFiles(form, draft.files ?? []) || changed;
  write(keyOf(form), { ...draft, sent: false });
  if (changed) tell(form, draft);
}

/** Puts a saved value into a field; true when that changed anything. */
function put(field, value, checked) {
  if (field.type === 'checkbox' || field.type === 'radio') {
    if (field.value !== value || field.checked === checked) return false;
    field.checked = checked;
    return true;
  }
  if (field.matches('select[multiple]')) {
    let changed = false;
    for (const option of field.options) {
      const on = value.includes(option.value);
      changed = changed || option.selected !== on;
      option.selected = on;
    }
    return changed;
  }
  if (field.value === value) return false;
  field.value = value;
  field.closest('.mu-field-proposed')?.classList.add('mu-field-confirmed');
  return true;
}

function tell(form, draft) {
  const hour = new Date(draft.at).toLocaleTimeString('it-IT', { hour: '2-digit', minute: '2-digit' });
  const notice = say(`Bozza ripristinata: quello che avevi scritto alle ${hour} è di nuovo nel modulo.`, 'info');
  if (!notice) return;
  const discard = document.createElement('button');
  discard.type = 'button';
  discard.className = 'btn btn-outline-primary btn-sm';
  discard.textContent = 'Scarta la bozza';
  discard.addEventListener('click', () => {
    remove(keyOf(form));
    form.reset();
    restoreFiles(form, null);
    notice.remove();
    form.querySelector('input:not([type="hidden"]), select, textarea')?.focus();
  });
  notice.lastChild.before(discard);
}

/** A draft that was sent, and whose form is not shown again, has been accepted; a login page in between says nothing. */
function forgetAccepted() {
  if (document.body.classList.contains('mu-bare')) return;
  const done = Boolean(document.querySelector('.mu-flash .mu-success'));
  const here = new Set([...document.querySelectorAll('form[data-draft]')].map(keyOf));
  for (const key of keys()) {
    const draft = read(key);
    if (!draft || (draft.sent && (done || !here.has(key)))) remove(key);
  }
}

function forgetAll() {
  for (const key of keys()) remove(key);
}

function keys() {
  try {
    return Object.keys(window.sessionStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function read(key) {
  try {
    const draft = JSON.parse(window.sessionStorage.getItem(key));
    return draft && Array.isArray(draft.fields) && Date.now() - draft.at < LASTS_MS ? draft : null;
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    window.sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Storage full or forbidden: the form works as before, without a draft.
  }
}

function remove(key) {
  try {
    window.sessionStorage.removeItem(key);
  } catch {
    // Nothing was stored, then.
  }
}
