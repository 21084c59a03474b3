// What was read after the form was shown, as the words of a scan: what htmx puts into the page carries data-fill="field", data-value and
// data-source. A field takes its value only where nobody wrote, emptied or stands in it. The focus stays where it is, and what was
// read is told by the live region into which it was put.

import { saveNow } from './drafts.js';

export function start(root) {
  const read = [...root.querySelectorAll('[data-fill]')];
  const form = document.querySelector('form[data-draft]');
  if (form && read.filter((one) => fill(form, one.dataset)).length > 0) saveNow(form);
}

/** Puts one value into its field; true when it did. */
function fill(form, { fill: name, value, source }) {
  const field = form.elements.namedItem(name);
  if (!field?.matches?.('input, textarea') || field === document.activeElement) return false;
  // What the server had put there and somebody took away stays away.
  if (field.value !== '' || field.defaultValue !== '') return false;
  field.value = value;
  const whole = field.closest('.mu-field');
  whole?.classList.add('mu-field-proposed');
  const mark = document.createElement('span');
  mark.className = 'mu-proposed';
  mark.textContent = source;
  whole?.querySelector('.mu-label-line')?.append(mark);
  return true;
}
