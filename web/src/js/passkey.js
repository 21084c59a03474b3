// Passkeys: a form with data-passkey ("create" or "get") and data-options (what the server asks, as JSON) takes the
// browser's answer in its field "risposta" and is then sent like any other form.

import { say } from './notices.js';

export function start(root) {
  for (const form of root.querySelectorAll('form[data-passkey]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      ask(form);
    });
  }
}

async function ask(form) {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
    say('Questo browser non sa usare le passkey: aggiornalo, oppure usa un codice.', 'warning');
    return;
  }
  const { publicKey } = JSON.parse(form.dataset.options);
  try {
    const answer = form.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
    form.elements.namedItem('risposta').value = JSON.stringify(answer.toJSON());
    form.submit();
  } catch (error) {
    // The person closed the browser's window, or let its time pass: what they wrote is still here.
    const known = error.name === 'InvalidStateError';
    say(known ? 'Questo dispositivo ha già una tua passkey.' : 'La passkey non ha risposto. Riprova, oppure usa un codice.', 'warning');
  }
}
