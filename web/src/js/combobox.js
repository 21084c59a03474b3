// Fields that suggest while one writes: the ARIA combobox with a listbox (APG "Editable Combobox With List
// Autocomplete"). The server answers GET source?q=… with a JSON array of {value, label, hint, group}, or with
// <li role="option" data-value="…" data-text="…">. In the search of the top bar the value is the page to open.

import { announce } from './notices.js';

const WAIT_MS = 150;
const SHORTEST = 2;
let count = 0;

export function start(root) {
  for (const box of root.querySelectorAll('[data-combobox]')) {
    prepare(box.querySelector('input:not([type="hidden"])'), box, { source: box.dataset.combobox, hidden: box.querySelector('input[type="hidden"]') });
  }
  for (const input of root.querySelectorAll('input[data-combobox-live]')) {
    prepare(input, input.parentElement, { source: input.dataset.comboboxLive, opens: true });
  }
}

/** `hidden` takes the chosen value; `opens` says that choosing opens a page instead. */
function prepare(input, box, { source, hidden = null, opens = false }) {
  if (!input || input.getAttribute('role') === 'combobox') return;
  count += 1;
  const list = document.createElement('ul');
  list.className = 'mu-suggestions';
  list.id = `suggerimenti-${count}`;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Suggerimenti');
  list.hidden = true;
  box.append(list);
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id })) {
    input.setAttribute(name, value);
  }
  const state = { input, list, hidden, source, opens, timer: 0, request: null };
  input.addEventListener('input', () => wrote(state));
  input.addEventListener('keydown', (event) => press(event, state));
  input.addEventListener('blur', () => close(state));
  // Before the field loses the focus to the click.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => choose(event.target.closest('[role="option"]'), state));
}

function wrote(state) {
  if (state.hidden) state.hidden.value = '';
  window.clearTimeout(state.timer);
  state.request?.abort();
  const words = state.input.value.trim();
  if (words.length < SHORTEST) return close(state);
  state.timer = window.setTimeout(() => ask(words, state), WAIT_MS);
  return undefined;
}

async function ask(words, state) {
  const request = new AbortController();
  state.request = request;
  try {
    const url = new URL(state.source, window.location.href);
    url.searchParams.set('q', words);
    const answer = await fetch(url, { signal: request.signal, headers: { 'HX-Request': 'true' } });
    if (!answer.ok || answer.redirected) return close(state);
    const options = await optionsOf(answer, words);
    if (request.signal.aborted || document.activeElement !== state.input) return undefined;
    return show(options, state);
  } catch {
    // Aborted, or no network: the field still takes what is written.
    return request.signal.aborted ? undefined : close(state);
  }
}

async function optionsOf(answer, words) {
  if (answer.headers.get('content-type')?.includes('json')) return (await answer.json()).map((hit) => optionOf(hit, words));
  const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return [...parsed.querySelectorAll('li[role="option"]')].map((option) => document.importNode(option, true));
}

function optionOf(hit, words) {
  const option = document.createElement('li');
  option.setAttribute('role', 'option');
  option.dataset.value = hit.value;
  option.dataset.text = hit.label;
  option.append(...marked(hit.label, words));
  const hint = [hit.group, hit.hint].filter(Boolean).join(', ');
  if (hint) option.append(Object.assign(document.createElement('small'), { textContent: hint }));
  return option;
}

/** The label, with what was written set in bold where it occurs. */
function marked(label, words) {
  const at = label.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) return [label];
  const mark = Object.assign(document.createElement('mark'), { textContent: label.slice(at, at + words.length) });
  return [label.slice(0, at), mark, label.slice(at + words.length)];
}

function show(options, state) {
  state.list.replaceChildren(...options);
  if (options.length === 0) {
    close(state);
    announce('Nessun suggerimento');
    return;
  }
  options.forEach((option, at) => {
    option.id = `${state.list.id}-${at + 1}`;
    option.setAttribute('aria-selected', 'false');
  });
  state.list.hidden = false;
  state.input.setAttribute('aria-expanded', 'true');
  state.input.removeAttribute('aria-activedescendant');
  announce(options.length === 1 ? 'Un suggerimento' : `${options.length} suggerimenti`);
}

function press(event, state) {
  if (event.isComposing) return;
  const open = !state.list.hidden;
  const active = state.list.querySelector('[aria-selected="true"]');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (open) move(event.key === 'ArrowDown' ? 1 : -1, active, state);
    else if (event.key === 'ArrowDown' && state.input.value.trim().length >= SHORTEST) ask(state.input.value.trim(), state);
    event.preventDefault();
  } else if (event.key === 'Enter' && open && active) {
    event.preventDefault();
    choose(active, state);
  } else if (event.key === 'Escape' && open) {
    event.preventDefault();
    event.stopPropagation();
    close(state);
  } else if (event.key === 'Tab' && open && active && !state.opens) {
    choose(active, state);
  }
}

function move(step, active, state) {
  const options = [...state.list.querySelectorAll('[role="option"]')];
  const at = active ? options.indexOf(active) + step : step > 0 ? 0 : options.length - 1;
  active?.setAttribute('aria-selected', 'false');
  const next = options[(at + options.length) % options.length];
  next.setAttribute('aria-selected', 'true');
  next.scrollIntoView({ block: 'nearest' });
  state.input.setAttribute('aria-activedescendant', next.id);
}

function choose(option, state) {
  if (!option) return;
  if (state.opens) {
    window.location.assign(option.dataset.value);
    return;
  }
  state.input.value = option.dataset.text ?? option.textContent.trim();
  if (state.hidden) state.hidden.value = option.dataset.value ?? '';
  close(state);
  state.input.dispatchEvent(new Event('change', { bubbles: true }));
  state.input.dispatchEvent(new CustomEvent('mu:chosen', { bubbles: true, detail: { value: option.dataset.value } }));
}

function close(state) {
  window.clearTimeout(state.timer);
  state.list.hidden = true;
  state.input.setAttribute('aria-expanded', 'false');
  state.input.removeAttribute('aria-activedescendant');
}
