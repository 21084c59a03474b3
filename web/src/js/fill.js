// What was read after the form was shown, as the words of a scan: what htmx puts into the page carries data-fill="field", data-value and
// data-source. A field takes its value only where nobody wrote, emptied or stands in it. The focus stays where it is, and what was
// read is told by the live region into which it was put.

import { saveNow } from './drafts.js';

/** The fields in which somebody wrote, whatever stands there now. */
const touched = new WeakSet();
document.addEventListener('input', (event) => touched.add(event.target), true);

export function start(root) {
  const read = [...root.querySelectorAll('[data-fill]')];
  const form = document.querySelector('form[data-draft]');
  if (form && read.filter((one) => fill(form, one.dataset)).length > 0) saveNow(form);
}

/** Puts one value into its field; true when it did. */
function fill(form, { fill: name, value, source }) {
  const field = form.elements.namedItem(name);
  if (!field?.matches?.('input, textarea') || field === document.activeElement) return false;
  // What somebody took away stays away, whether the server had put it there or they had.
  if (field.value !== '' || field.defaultValue !== '' || touched.has(field)) return false;
  field.value = value;
  const whole = field.closest('.mu-field');
  whole?.classList.add('mu-field-proposed');
  const mark = document.createElement('span');
  mark.className = 'mu-proposed';
  mark.textContent = source;
  whole?.querySelector('.mu-label-line')?.append(mark);
  return true;
}
