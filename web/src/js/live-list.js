// Lists that follow while one writes: a search field with data-live-list="/where/the/results/are" asks for the part of the page
// that changes and puts it in [data-live-results]. The field belongs to a form (form="…"), whose other fields go along; without
// JavaScript the form goes to the server as it is. Arrow down leads from the field to the first row, arrow up back to it.

import { announce } from './notices.js';

const WAIT_MS = 200;

/** `prepare` brings what was put into the page to life. */
export function start(root, prepare) {
  for (const field of root.querySelectorAll('input[data-live-list]')) {
    const results = document.querySelector('[data-live-results]');
    if (!results || !field.form) continue;
    const state = { field, results, prepare, timer: 0, request: null, last: field.value.trim() };
    field.addEventListener('input', () => wrote(state));
    field.addEventListener('keydown', (event) => press(event, state));
    results.addEventListener('keydown', (event) => back(event, state));
    // Enter asks for the whole page: what is on its way would come too late.
    field.form.addEventListener('submit', () => stop(state));
  }
}

function stop(state) {
  window.clearTimeout(state.timer);
  state.request?.abort();
  state.results.removeAttribute('aria-busy');
}

function wrote(state) {
  stop(state);
  state.timer = window.setTimeout(() => ask(state), WAIT_MS);
}

async function ask(state) {
  const words = state.field.value.trim();
  if (words === state.last) return;
  const request = new AbortController();
  state.request = request;
  state.results.setAttribute('aria-busy', 'true');
  try {
    const query = asked(state.field.form);
    const answer = await fetch(`${state.field.dataset.liveList}?${query}`, { signal: request.signal, headers: { 'HX-Request': 'true' } });
    // A session that has ended, or words that cannot be sought: the button still asks, and tells.
    if (!answer.ok || answer.redirected) return;
    const html = await answer.text();
    if (request.signal.aborted) return;
    state.last = words;
    show(html, state);
    window.history.replaceState(window.history.state, '', query ? `${state.field.form.action.split('?')[0]}?${query}` : state.field.form.action);
  } catch {
    // Aborted, or no network: what is on the page stays.
  } finally {
    if (state.request === request) state.results.removeAttribute('aria-busy');
  }
}

/** The fields that are set, from the first page. */
function asked(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && value.trim() !== '' && name !== 'prima');
  return new URLSearchParams(fields).toString();
}

function show(html, state) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  state.results.replaceChildren(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)));
  state.prepare(state.results);
  // Forms that keep the search, or its columns, keep what is written now.
  for (const kept of document.querySelectorAll(`form input[type="hidden"][name="${state.field.name}"]`)) kept.value = state.field.value;
  const count = state.results.querySelector('.mu-pager p')?.textContent.trim();
  announce(count || state.results.querySelector('.mu-empty-title')?.textContent.trim() || 'Nessun risultato');
}

function press(event, state) {
  if (event.isComposing || event.key !== 'ArrowDown') return;
  const first = state.results.querySelector('tbody a[href]');
  if (!first) return;
  event.preventDefault();
  first.focus();
}

function back(event, state) {
  if (event.key !== 'ArrowUp' || event.defaultPrevented) return;
  const rows = state.results.querySelectorAll('tbody tr');
  if (rows.length === 0 || event.target.closest('tbody tr') !== rows[0]) return;
  event.preventDefault();
  state.field.focus();
}
