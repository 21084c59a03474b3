// Files: chosen, dropped anywhere on the page, or pasted. With data-upload each goes to the server at once, with
// progress and a way to cancel; the form then carries only its id, in hidden fields named <name>_id. Without it the
// files wait in the field and go with the form.

import { announce } from './notices.js';

const running = new Map();

export function start(root) {
  for (const box of root.querySelectorAll('[data-drop]')) {
    if (box.dataset.ready) continue;
    box.dataset.ready = 'si';
    const input = box.querySelector('input[type="file"]');
    input.addEventListener('change', () => take(box, [...input.files], true));
    input.form?.addEventListener('submit', waitForUploads);
  }
  if (root === document) listenEverywhere();
}

function listenEverywhere() {
  const target = () => document.querySelector('[data-drop]');
  let depth = 0;
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  document.addEventListener('dragenter', (event) => {
    if (!target() || !carriesFiles(event)) return;
    depth += 1;
    document.body.classList.add('mu-dragging');
  });
  document.addEventListener('dragleave', () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) document.body.classList.remove('mu-dragging');
  });
  document.addEventListener('dragover', (event) => target() && carriesFiles(event) && event.preventDefault());
  document.addEventListener('drop', (event) => {
    depth = 0;
    document.body.classList.remove('mu-dragging');
    const box = event.target.closest?.('[data-drop]') ?? target();
    if (!box || !carriesFiles(event)) return;
    event.preventDefault();
    take(box, [...event.dataTransfer.files]);
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!target() || files.length === 0) return;
    // Word and Excel put a picture of the words beside them: who pastes into a field wants the words.
    if (event.target.closest?.('textarea, input:not([type="file"])') && event.clipboardData.getData('text/plain') !== '') return;
    event.preventDefault();
    take(event.target.closest?.('[data-drop]') ?? target(), files);
  });
}

/** Takes files into a box. `chosen` says that they already lie in its field. */
function take(box, files, chosen = false) {
  const input = box.querySelector('input[type="file"]');
  const fitting = input.multiple ? files : files.slice(0, 1);
  if (fitting.length === 0) return;
  if (!box.dataset.upload) {
    if (!chosen) addToField(input, fitting);
    listFiles(box, [...input.files]);
    // A form that only takes files goes by itself as soon as it has them.
    if (input.form?.hasAttribute('data-submit')) input.form.requestSubmit();
    return;
  }
  if (!input.multiple) for (const old of box.querySelectorAll('.mu-files li')) discard(box, old);
  for (const file of fitting) upload(box, file);
  input.value = '';
}

function addToField(input, files) {
  const transfer = new DataTransfer();
  for (const file of input.multiple ? [...input.files, ...files] : files) transfer.items.add(file);
  input.files = transfer.files;
}

function listFiles(box, files) {
  const list = box.querySelector('.mu-files');
  list.replaceChildren(...files.map((file) => line(file.name, file.size)));
  announce(files.length === 1 ? `Scelto ${files[0].name}` : `Scelti ${files.length} file`);
}

function upload(box, file) {
  const item = line(file.name, file.size);
  box.querySelector('.mu-files').append(item);
  const most = Number(box.dataset.maxBytes ?? 0);
  const remove = button('Togli', () => discard(box, item), file.name);
  item.append(remove);
  if (most > 0 && file.size > most) {
    fail(item, `Il file è troppo grande: al massimo ${box.dataset.maxText}.`);
    return;
  }
  send(box, file, item, remove);
}

function send(box, file, item, remove) {
  const progress = Object.assign(document.createElement('progress'), { max: 100, value: 0 });
  progress.setAttribute('aria-label', `Caricamento di ${file.name}`);
  item.append(progress);
  remove.firstChild.textContent = 'Annulla';
  const request = new XMLHttpRequest();
  running.set(item, request);
  request.upload.addEventListener('progress', (event) => {
    if (event.lengthComputable) progress.value = Math.round((event.loaded / event.total) * 100);
  });
  request.addEventListener('loadend', () => {
    running.delete(item);
    if (!item.isConnected) return;
    progress.remove();
    remove.firstChild.textContent = 'Togli';
    finish(box, file, item, request, remove);
  });
  const body = new FormData();
  body.append('file', file, file.name);
  request.open('POST', box.dataset.upload);
  request.setRequestHeader('X-CSRF-Token', box.closest('form')?.elements.csrf?.value ?? '');
  request.setRequestHeader('Accept', 'application/json');
  request.send(body);
}

function finish(box, file, item, request, remove) {
  const answer = parse(request.responseText);
  if (request.status >= 200 && request.status < 300 && answer.id !== undefined) {
    settle(box, item, { id: String(answer.id), name: file.name, size: file.size });
    announce(`${file.name} caricato`);
    box.dispatchEvent(new CustomEvent('mu:files', { bubbles: true }));
    box.dispatchEvent(new CustomEvent('mu:uploaded', { bubbles: true, detail: answer }));
    return;
  }
  const expired = request.status === 401 || new URL(request.responseURL || '/', window.location.href).pathname === '/accedi';
  const reason = answer.message
    ?? (request.status === 0 ? 'La rete non risponde.' : expired ? 'La sessione è finita: accedi in un\'altra scheda.' : 'Il file non è arrivato.');
  const retry = button('Riprova', () => {
    retry.remove();
    item.querySelector('.mu-file-error')?.remove();
    send(box, file, item, remove);
  }, file.name);
  fail(item, reason);
  remove.before(retry);
}

/** The file is on the server: the form carries its id. */
function settle(box, item, file) {
  item.dataset.id = file.id;
  item.dataset.name = file.name;
  item.dataset.size = String(file.size);
  const input = box.querySelector('input[type="file"]');
  const hidden = Object.assign(document.createElement('input'), { type: 'hidden', name: `${input.name}_id`, value: file.id });
  item.append(hidden);
  input.required = false;
}

function discard(box, item) {
  running.get(item)?.abort();
  running.delete(item);
  item.remove();
  box.dispatchEvent(new CustomEvent('mu:files', { bubbles: true }));
  box.querySelector('input[type="file"]').focus();
}

/** A form that is sent while files are still on their way waits for them, and then goes by itself. */
function waitForUploads(event) {
  const form = event.target;
  const pending = [...running.keys()].filter((item) => form.contains(item));
  if (pending.length === 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  announce('Aspetto che i file siano caricati, poi continuo.');
  const { submitter } = event;
  submitter?.setAttribute('aria-busy', 'true');
  const wait = window.setInterval(() => {
    if ([...running.keys()].some((item) => form.contains(item))) return;
    window.clearInterval(wait);
    submitter?.removeAttribute('aria-busy');
    if (!form.querySelector('.mu-file-error')) form.requestSubmit(submitter ?? undefined);
  }, 150);
}

/** The uploaded files of a form, for its draft. */
export function uploadedFiles(form) {
  return [...form.querySelectorAll('[data-drop]')].flatMap((box) => {
    const field = box.querySelector('input[type="file"]').name;
    return [...box.querySelectorAll('li[data-id]')].map((item) => ({ field, id: item.dataset.id, name: item.dataset.name, size: Number(item.dataset.size) }));
  });
}

/** Puts files of a draft back into their boxes; null empties them. True when that changed anything. */
export function restoreFiles(form, files) {
  let changed = false;
  for (const box of form.querySelectorAll('[data-drop][data-upload]')) {
    const field = box.querySelector('input[type="file"]').name;
    if (files === null) for (const item of [...box.querySelectorAll('.mu-files li')]) item.remove();
    for (const file of (files ?? []).filter((each) => each.field === field)) {
      if ([...box.querySelectorAll('li[data-id]')].some((item) => item.dataset.id === file.id)) continue;
      const item = line(file.name, file.size);
      item.append(button('Togli', () => discard(box, item), file.name));
      box.querySelector('.mu-files').append(item);
      settle(box, item, file);
      changed = true;
    }
  }
  return changed;
}

function line(name, size) {
  const item = document.createElement('li');
  const label = document.createElement('span');
  label.append(name, ' ', Object.assign(document.createElement('span'), { className: 'mu-small', textContent: bytes(size) }));
  item.append(label);
  return item;
}

function button(label, action, subject) {
  const made = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-link btn-sm mu-plain' });
  made.append(label, Object.assign(document.createElement('span'), { className: 'visually-hidden', textContent: ` ${subject}` }));
  made.addEventListener('click', action);
  return made;
}

function fail(item, reason) {
  const message = Object.assign(document.createElement('span'), { className: 'mu-file-error', textContent: reason });
  message.setAttribute('role', 'alert');
  item.append(message);
}

function bytes(size) {
  for (const [unit, from] of [['GB', 1e9], ['MB', 1e6], ['kB', 1e3]]) {
    if (size >= from) return `${(size / from).toLocaleString('it-IT', { maximumFractionDigits: 1 })} ${unit}`;
  }
  return `${size} byte`;
}

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
