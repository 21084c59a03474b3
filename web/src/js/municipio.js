// What pages of Municipio do beyond plain forms and links. Everything here is an addition: without it each form still
// goes to the server and each link still opens. No inline handlers, no eval: it runs under script-src 'self'.

import { start as startCombobox } from './combobox.js';
import { start as startDrafts } from './drafts.js';
import { start as startFill } from './fill.js';
import { start as startKeys } from './keys.js';
import { start as startLists } from './lists.js';
import { start as startLiveLists } from './live-list.js';
import { announce, say } from './notices.js';
import { start as startPasskeys } from './passkey.js';
import { start as startUploads } from './uploads.js';

startKeys();
prepare(document);
startDrafts();
document.addEventListener('click', click);
document.addEventListener('input', confirmProposal);
document.addEventListener('change', confirmProposal);

// htmx: what it puts into the page is prepared like the rest; what goes wrong is said in words.
document.addEventListener('htmx:load', (event) => event.detail.elt !== document.body && prepare(event.detail.elt));
document.addEventListener('htmx:sendError', () => say('La rete non risponde. Quello che hai scritto è ancora qui: riprova fra poco.', 'danger'));
document.addEventListener('htmx:responseError', (event) => {
  const status = event.detail.xhr.status;
  if (status === 401) say('La sessione è finita. Accedi di nuovo: ritrovi quello che stavi scrivendo.', 'warning');
  else if (status === 403) say('Questa parte della pagina non la puoi vedere.', 'warning');
  else say('Questa parte della pagina non si è aggiornata. Ricarica la pagina e riprova.', 'danger');
});
document.addEventListener('htmx:beforeRequest', (event) => event.detail.target?.setAttribute('aria-busy', 'true'));
document.addEventListener('htmx:afterRequest', (event) => event.detail.target?.removeAttribute('aria-busy'));

/** Brings a part of the page to life: the whole document at first, then whatever htmx adds. */
function prepare(root) {
  for (const element of all(root, '[data-js-only]')) element.hidden = false;
  startCombobox(root);
  startUploads(root);
  startFill(root);
  startLists(root);
  startLiveLists(root, prepare);
  startPasskeys(root);
  for (const tab of all(root, '.mu-tabs [aria-current]')) bringIn(tab);
  all(root, '[data-focus]')[0]?.focus();
  if (all(root, '[data-paste], [data-live-preview]').length > 0) {
    import('./writing.js')
      .then((writing) => writing.start(root))
      .catch(() => say('L\'anteprima non segue e incollare dà solo le parole: ricarica la pagina.', 'warning'));
  }
  if (all(root, '[data-pdf]').length > 0) {
    import('./pdf-viewer.js').then((viewer) => viewer.start(root)).catch(() => announce('L\'anteprima non si apre: usa il collegamento.'));
  }
}

/** The tab in which one is can be seen, however many there are before it. */
function bringIn(tab) {
  const strip = tab.closest('ul');
  const [here, seen] = [tab.getBoundingClientRect(), strip.getBoundingClientRect()];
  if (here.left < seen.left || here.right > seen.right) strip.scrollLeft += here.left - seen.left - (seen.width - here.width) / 2;
}

function click(event) {
  const opener = event.target.closest('[data-open]');
  if (opener) {
    opener.closest('[popover]')?.hidePopover?.();
    document.getElementById(opener.dataset.open)?.showModal?.();
    return;
  }
  if (event.target.closest('[data-print]')) {
    window.print();
    return;
  }
  const close = event.target.closest('[data-dismiss]');
  if (close) {
    close.closest('.mu-notice')?.remove();
    return;
  }
  const link = event.target.closest('.mu-error-summary a[href^="#"]');
  if (link) focusField(event, link.hash.slice(1));
}

/** From the summary of errors to the field: the field itself takes the focus, not only the scroll. */
function focusField(event, id) {
  const target = document.getElementById(id);
  const field = target?.matches('input, select, textarea') ? target : target?.querySelector('input, select, textarea');
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.closest('.mu-field')?.scrollIntoView({ block: 'center' });
}

/** Once somebody has touched a proposed value, it is theirs: the mark goes. */
function confirmProposal(event) {
  if (event.isTrusted) event.target.closest?.('.mu-field-proposed')?.classList.add('mu-field-confirmed');
}

function all(root, selector) {
  const inside = [...root.querySelectorAll(selector)];
  return root instanceof Element && root.matches(selector) ? [root, ...inside] : inside;
}
