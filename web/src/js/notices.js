// Messages that scripts give: one that stays in the page, and one for screen readers only.

/** A message at the top of the page, with a way to close it. Kinds: info, success, warning, danger. */
export function say(text, kind = 'info') {
  const box = document.querySelector('.mu-flash');
  if (!box) return announce(text);
  if ([...box.querySelectorAll('.mu-notice-text')].some((shown) => shown.textContent === text)) return undefined;
  const notice = document.createElement('div');
  notice.className = `mu-notice mu-${kind}`;
  const words = document.createElement('div');
  words.className = 'mu-notice-text';
  words.textContent = text;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'btn btn-link btn-sm mu-plain';
  close.dataset.dismiss = '';
  close.textContent = 'Chiudi';
  notice.append(words, close);
  box.append(notice);
  return notice;
}

let region;

/** Read out by screen readers, not shown. */
export function announce(text) {
  if (!region) {
    region = document.createElement('div');
    region.className = 'visually-hidden';
    region.setAttribute('role', 'status');
    (document.querySelector('main') ?? document.body).append(region);
  }
  region.textContent = '';
  requestAnimationFrame(() => { region.textContent = text; });
}
