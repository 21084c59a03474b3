// Lists: rows that open with a click anywhere, arrows between rows, choosing rows for bulk actions.

import { announce } from './notices.js';

export function start(root) {
  for (const table of root.querySelectorAll('table[data-rows]')) prepareTable(table);
  for (const bulk of root.querySelectorAll('[data-bulk]')) prepareBulk(bulk);
  for (const mark of root.querySelectorAll('svg [data-href]')) mark.addEventListener('click', () => window.location.assign(mark.dataset.href));
}

function prepareTable(table) {
  table.addEventListener('click', openRow);
  table.addEventListener('auxclick', openRow);
  table.addEventListener('keydown', moveBetweenRows);
  const every = table.querySelector('[data-select-all]');
  every?.addEventListener('change', () => {
    for (const box of boxes(table)) box.checked = every.checked;
    table.dispatchEvent(new CustomEvent('mu:chosen', { bubbles: true }));
  });
  table.addEventListener('change', (event) => event.target.closest('tbody .mu-select') && table.dispatchEvent(new CustomEvent('mu:chosen', { bubbles: true })));
}

/** A click on a row does what a click on its link would: also with Ctrl, also with the middle button. */
function openRow(event) {
  const row = event.target.closest('tr[data-href]');
  if (!row || event.defaultPrevented || event.button > 1) return;
  if (event.target.closest('a, button, input, select, label, summary')) return;
  if (event.target.closest('.mu-select')) {
    row.querySelector('.mu-select input')?.click();
    return;
  }
  if (String(window.getSelection()) !== '') return;
  if (event.button === 1 || event.ctrlKey || event.metaKey) window.open(row.dataset.href, '_blank', 'noopener');
  else window.location.assign(row.dataset.href);
}

function moveBetweenRows(event) {
  if (!['ArrowDown', 'ArrowUp'].includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.matches('input:not([type="checkbox"]), select, textarea')) return;
  const row = event.target.closest('tbody tr');
  const rows = [...event.currentTarget.querySelectorAll('tbody tr')];
  const next = rows[rows.indexOf(row) + (event.key === 'ArrowDown' ? 1 : -1)];
  // The same kind of control in the next row: from checkbox to checkbox, from link to link.
  const target = next?.querySelector(event.target.matches('input') ? 'input' : 'a[href]') ?? next?.querySelector('a[href], input, button');
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function prepareBulk(bulk) {
  const form = bulk.closest('form');
  const table = form?.querySelector('table[data-rows]');
  if (!table) return;
  const count = bulk.querySelector('[data-bulk-count]');
  const every = table.querySelector('[data-select-all]');
  const update = () => {
    const all = boxes(table);
    const chosen = all.filter((box) => box.checked).length;
    count.textContent = String(chosen);
    bulk.hidden = chosen === 0;
    bulk.toggleAttribute('data-on', chosen > 0);
    if (every) {
      every.checked = chosen > 0 && chosen === all.length;
      every.indeterminate = chosen > 0 && chosen < all.length;
    }
    return chosen;
  };
  table.addEventListener('mu:chosen', () => announce(`${update()} ${bulk.querySelector('p').textContent.replace(/^\s*\d+\s*/, '')}`));
  update();
}

function boxes(table) {
  return [...table.querySelectorAll('tbody .mu-select input[type="checkbox"]')];
}
