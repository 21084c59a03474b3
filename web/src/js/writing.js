// Where the text of an act is written. Pasting into a textarea with data-paste keeps what the clipboard has as HTML beside the words,
// in the hidden field with data-pasted of the same form: the server makes clean parts of it. The words stay in the field, to be
// read and heard; whoever changes them by hand sends the words alone, and is told.

/** What the server takes, encoded as a form: more is a document, to be imported. */
const MOST_SENT = 1_500_000;

export function start(root) {
  for (const field of root.querySelectorAll('textarea[data-paste]:not([data-ready])')) listen(field);
}

function listen(field) {
  const kept = field.form?.querySelector('[data-pasted]');
  const told = field.form?.querySelector('[data-paste-told]');
  if (!kept) return;
  field.dataset.ready = 'si';
  // Of what is in the field, whether all of it was pasted as HTML; a part pasted after another goes after it.
  field.addEventListener('paste', (event) => {
    const html = lean(event.clipboardData?.getData('text/html') ?? '');
    const whole = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    const after = field.selectionStart === field.value.length && kept.value !== '';
    if (html === '' || !(whole || after)) return;
    const all = whole ? html : kept.value + html;
    if (encodeURIComponent(all).length > MOST_SENT) {
      told.textContent = 'È troppo lungo per incollarlo con la sua forma: salvalo come DOCX o ODT e usa Importa. Qui restano le parole.';
      kept.value = '';
      return;
    }
    field.dataset.pasting = all;
  });
  field.addEventListener('input', () => {
    const pasted = field.dataset.pasting;
    delete field.dataset.pasting;
    if (pasted) {
      kept.value = pasted;
      told.textContent = 'Incollato con titoli, elenchi, tabelle e collegamenti: li vedi dopo Inserisci.';
    } else if (kept.value !== '') {
      kept.value = '';
      told.textContent = 'Hai cambiato le parole a mano: si inseriscono senza titoli, elenchi e tabelle. Per tenerli svuota il campo e incolla di nuovo.';
    }
  });
}

/** Without the head of a word processor's page and the pictures written into it, which the server leaves out anyway. */
function lean(html) {
  return html
    .replace(/<head[\s>][\s\S]*?<\/head>/gi, '')
    .replace(/src\s*=\s*(["'])data:[^"']*\1/gi, 'src=""')
    .trim();
}
