// The keyboard: `/` and Ctrl+K to search, `?` for the list of shortcuts, Esc to go back, keys that pages declare with
// data-shortcut. Keys of a single character can be switched off (WCAG 2.1.4); the choice stays in this browser.

import { saveNow } from './drafts.js';

const SWITCH = 'municipio:tasti-singoli';

export function start() {
  document.addEventListener('keydown', press);
  const choice = document.querySelector('[data-single-keys]');
  if (choice) {
    choice.checked = singleKeys();
    choice.addEventListener('change', () => remember(choice.checked));
  }
}

function press(event) {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
    if (focusSearch()) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') return goBack(event);
  if (event.key.length !== 1 || writing(event.target) || !singleKeys() || document.querySelector('dialog[open]')) return;
  if (event.key === '?') {
    event.preventDefault();
    openShortcuts();
    return;
  }
  const target = [...document.querySelectorAll('[data-shortcut]')].find((each) => each.dataset.shortcut === event.key);
  if (!target) return;
  event.preventDefault();
  if (target.matches('input, select, textarea')) target.focus();
  else target.click();
}

function focusSearch() {
  const field = document.querySelector('.mu-search input');
  field?.focus();
  field?.select();
  return Boolean(field);
}

function openShortcuts() {
  const dialog = document.getElementById('scorciatoie');
  if (!dialog) return;
  const list = dialog.querySelector('.mu-keys');
  for (const old of list.querySelectorAll('[data-own]')) old.remove();
  for (const element of document.querySelectorAll('[data-shortcut][data-shortcut-label]')) {
    const line = document.createElement('div');
    line.dataset.own = '';
    const key = document.createElement('dt');
    key.append(Object.assign(document.createElement('kbd'), { textContent: element.dataset.shortcut }));
    line.append(key, Object.assign(document.createElement('dd'), { textContent: element.dataset.shortcutLabel }));
    list.append(line);
  }
  dialog.showModal();
}

/** Esc leaves a form for where it came from. Dialogs and menus close by themselves; a draft keeps what was written. */
function goBack(event) {
  if (document.querySelector('dialog[open]') || anyPopoverOpen()) return;
  const search = event.target.closest?.('.mu-search');
  if (search) {
    event.target.blur();
    return;
  }
  const form = event.target.closest?.('form[data-back]') ?? document.querySelector('form[data-back]');
  if (!form) return;
  const kept = form.dataset.draft !== undefined;
  if (kept) saveNow(form);
  if (!kept && changed(form) && !window.confirm('Quello che hai scritto non è salvato. Esci lo stesso?')) return;
  window.location.assign(form.dataset.back);
}

function anyPopoverOpen() {
  try {
    return Boolean(document.querySelector(':popover-open'));
  } catch {
    return false;
  }
}

function changed(form) {
  return [...form.elements].some((field) => {
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    if (field.matches('select')) return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.value !== '';
    return 'defaultValue' in field && field.type !== 'hidden' && field.value !== field.defaultValue;
  });
}

function writing(element) {
  return element instanceof Element && (element.isContentEditable || element.matches('input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"], [type="file"]), textarea, select'));
}

function singleKeys() {
  try {
    return window.localStorage.getItem(SWITCH) !== 'no';
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    window.localStorage.setItem(SWITCH, on ? 'si' : 'no');
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
