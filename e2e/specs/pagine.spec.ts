import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

import { YEAR } from '../support/giorni.ts';
import { axe, fits, login, resume, shot, until } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

// Nothing is written: what is free takes the next.
test.describe.configure({ mode: 'parallel' });

/**
 * Pages that a story opens as the same person in the window of a desk, where it asks the same of them: only the narrow window looks at
 * them here. Each with its story.
 */
const TOLD: Record<string, string> = {
  '/protocollo/emergenza': 'emergenza',
  '/protocollo/titolario': 'manuale',
  '/protocollo/titolario/bozza': 'manuale',
  '/protocollo/repertori': 'manuale',
  '/protocollo/differita': 'manuale',
  '/protocollo/caselle': 'manuale',
  '/protocollo/caselle/nuova': 'manuale',
  '/rubrica': 'manuale',
  '/rubrica/doppioni': 'manuale',
  '/comando/collegamenti/nuovo': 'manuale',
  '/conservazione': 'conservazione',
  '/conservazione/piani': 'scarto',
  '/conservazione/scarti': 'scarto',
  '/contabilita': 'contabilita',
  '/contabilita/importa': 'contabilita',
  '/flussi': 'flussi',
  '/protocollo/attese': 'ricerche',
  '/protocollo/ricerche': 'ricerche',
  '/protocollo/stampe': 'ricerche',
  '/protocollo/proposte': 'manuale',
  '/api': 'manuale',
  '/copie/registro': 'copie',
  '/albo/registro/quadro': 'albo',
  '/albo/registro/regole': 'albo',
  '/albo/registro/interruzioni': 'albo',
  '/trasparenza/ufficio/proposte': 'trasparenza',
  '/trasparenza/ufficio/sezioni/16.02': 'trasparenza',
};

/** Opens each page, which must be there, fit the window, and give axe nothing to say. */
async function look(page: Page, paths: string[]): Promise<void> {
  const told: Record<string, string> = test.info().project.name === 'desktop' ? TOLD : {};
  for (const path of paths.filter((path) => !(path in told))) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    await fits(page);
    await axe(page);
  }
}

/** Where the first link in the rows of a list leads. */
async function first(page: Page, list: string, row?: string): Promise<string> {
  await page.goto(list);
  return (await page.locator('main tbody tr').filter({ hasText: row }).first().getByRole('link').first().getAttribute('href'))!;
}

/** The page of the signatures of the first document of a thing. */
async function signatures(page: Page, of: string): Promise<string> {
  await page.goto(of);
  return (await page.locator('main .mu-attachments a[href$="/firme"]').first().getAttribute('href'))!;
}

test('le pagine che qui non si riguardano le apre la loro storia', () => {
  for (const [path, story] of Object.entries(TOLD)) {
    const text = readFileSync(join(import.meta.dirname, `${story}.storia.spec.ts`), 'utf8');
    expect(text, story).toContain(`'${path}'`);
  }
});

test('chiunque può leggere il registro pubblico', async ({ page }) => {
  await page.goto('/registro');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('chiunque può controllare');
  await fits(page);
  await axe(page);
});

test('le pagine del protocollo stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'carla.bianchi');
  await look(page, ['/scrivania', '/protocollo', '/protocollo/nuova?verso=arrivo', '/protocollo/nuova?verso=partenza', '/protocollo/posta', '/protocollo/posta?vista=da-parte', '/protocollo/fascicoli', '/protocollo/fascicoli?vista=tutti&q=viabilita', '/protocollo/fascicoli/nuovo', '/protocollo/giornalieri', '/protocollo/emergenza', '/protocollo/titolario', '/protocollo/titolario/bozza', '/protocollo/repertori', '/protocollo/spedizioni', '/protocollo/spedizioni?vista=concluse', '/cerca?q=ponte']);
});

test('le pagine di un fascicolo stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'marco.gallo');
  await page.goto('/protocollo/fascicoli?vista=miei');
  const address = (await page.getByRole('link', { name: /^\d{4}-VI\.5\/\d+$/ }).first().getAttribute('href'))!;
  for (const path of ['', '/chiudi', '/correggi', '/condividi', '/trasferisci']) {
    await page.goto(`${address}${path}`);
    await fits(page);
    await axe(page);
  }
});

test('le pagine del banco e della rubrica stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'carla.bianchi');
  await page.goto('/protocollo?vista=arrivo');
  const entry = (await page.locator('main tbody tr a').first().getAttribute('href'))!;
  await page.goto('/rubrica');
  const subject = (await page.locator('main tbody tr a').first().getAttribute('href'))!;
  // Two cards that were made one, and may be parted again.
  await page.goto(await first(page, '/rubrica?q=vivaio+le+querce', 'Vivaio Le Querce S.s.'));
  const parting = (await page.getByRole('link', { name: /^Separa / }).first().getAttribute('href'))!;
  const paths = ['/protocollo/differita', '/protocollo/raccomandate', parting, '/rubrica', '/rubrica/doppioni', '/rubrica/doppioni?per=nome', '/rubrica/indice', '/rubrica/nuova'];
  await look(page, [...paths, entry, `${entry}/correggi`, `${entry}/etichetta`, subject, `${subject}/indirizzi`, `${subject}/indirizzi/ritira?tipo=pec&valore=a@pec.example.it`, `${subject}/modifica`, `${subject}/unisci`]);
});

test('la pagina delle firme dice che cosa vale una firma, senza promettere niente', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'carla.bianchi');
  await page.goto('/protocollo?q=pino+pericolante');
  const entry = (await page.locator('main tbody tr a').first().getAttribute('href'))!;
  // The program checks after the registration, by itself.
  const signatures = page.getByRole('link', { name: 'Le firme di lettera.pdf.p7m' });
  await until(page, entry, signatures);
  await axe(page);
  await signatures.click();
  await expect(page.getByText('Firme da verificare').first()).toBeVisible();
  await expect(page.getByText('SENZA VALORE LEGALE').first()).toBeVisible();
  await fits(page);
  await axe(page);
  await shot(page, 'firme');
  await page.getByText('Tutti i controlli e i certificati').click();
  await fits(page);
  await axe(page);
  await page.getByRole('button', { name: 'Controlla di nuovo' }).click();
  await expect(page.getByText('l\'esito è quello di prima')).toBeVisible();
  await page.goto(`${entry}`);
  await page.getByRole('link', { name: 'lettera.pdf.p7m', exact: true }).first().click();
  await fits(page);
  await axe(page);
});

test('le pagine di chi cura il sistema stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await login(page, 'ivo.tecchi');
  // The demo's own mailbox is no more than looked at, as one of the settings; the form that changes another is that of a new one.
  const { caselle } = (await (await page.request.get('/api/v1/protocollo/caselle')).json()) as { caselle: { id: string }[] };
  await look(page, ['/protocollo/caselle', '/protocollo/caselle/nuova', `/protocollo/caselle/${caselle[0]!.id}`, '/comando/collegamenti', '/comando/collegamenti/nuovo', '/librofirma/codici']);
});

test('le pagine del protocollo che nessuna storia apre stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'carla.bianchi');
  await page.goto('/protocollo/titolario');
  const version = (await page.locator('main a[href*="/titolario/versioni/"]').first().getAttribute('href'))!;
  const repertory = await first(page, '/protocollo/repertori');
  await look(page, [version, repertory, '/conservazione/conservatore']);
});

test('le pagine che le storie aprono alla scrivania stanno anche in un telefono', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'carla.bianchi');
  const entry = await first(page, '/protocollo?q=alloggio+edilizia');
  await look(page, ['/annulla', '/assegna', '/fascicolo', '/ricevuta'].map((path) => `${entry}${path}`));
  await look(page, ['/protocollo/attese', '/protocollo/ricerche', '/protocollo/stampe', '/protocollo/proposte', '/protocollo/statistiche']);
  await look(page, ['/api', '/copie', '/copie/registro', '/atti/verifica', '/albo/registro/quadro', '/albo/registro/regole', '/albo/registro/interruzioni']);
  await look(page, ['/trasparenza/ufficio/proposte', '/trasparenza/ufficio/sezioni/16.02']);
});

test('i modelli degli atti e ciò che si è firmato stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'elena.conti');
  await look(page, ['/atti/modelli', '/atti/destinatari', '/librofirma/firmati']);
  await page.goto('/atti/passati');
  const waits = (await page.locator('main tbody a[href^="/atti/passati/proposte/"]').first().getAttribute('href'))!;
  const past = (await page.locator('main tbody a[href^="/atti/passati/"]:not([href*="/proposte/"])').first().getAttribute('href'))!;
  await look(page, [waits, past]);
});

test('le firme di un documento messo alla firma stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'lucia.ferri');
  await look(page, [await signatures(page, await first(page, '/librofirma/messi'))]);
});

test('i riscontri, un sigillo che non regge, il libro firma e la conservazione stanno in ogni finestra', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'carla.bianchi');
  await page.goto('/protocollo?q=strada+provinciale+12');
  const row = page.locator('[data-live-results] tbody tr').filter({ hasText: 'Programma dei lavori sulla strada provinciale 12' });
  const entry = (await row.getByRole('link').first().getAttribute('href'))!;
  await page.goto('/protocollo/posta');
  const sealed = page.getByRole('link', { name: 'Piano intercomunale di protezione civile' }).first();
  const changed = page.getByRole('link', { name: 'Convenzione per la polizia locale associata' }).first();
  const messages = [(await sealed.getAttribute('href'))!, (await changed.getAttribute('href'))!];
  await page.goto(entry);
  await expect(page.locator('#riscontri')).toBeVisible();
  const putUp = (await page.locator('#alla-firma').getByRole('link', { name: /^Metti alla firma/ }).first().getAttribute('href'))!;
  await page.goto('/conservazione/elenco');
  const kept = (await page.locator('main tbody tr a').first().getAttribute('href'))!;
  await look(page, [entry, ...messages, putUp, '/librofirma', '/librofirma/messi', '/conservazione', '/conservazione/elenco', kept]);
});

test('le pagine degli atti e dell\'albo stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'paolo.riva');
  const draft = await first(page, '/atti?vista=lavorazione', 'Rettifica dell\'elenco dei contribuenti');
  const proposed = await first(page, '/atti?vista=lavorazione', 'Regolamento per l\'uso delle sale comunali');
  const adopted = await first(page, '/atti?vista=adottati');
  const posted = await first(page, '/albo/registro');
  await look(page, ['/atti', '/atti/nuovo', '/atti/passati', '/atti/registri', '/atti/firma', draft, `${draft}/testo`, `${draft}/dati`, `${draft}/allegati`]);
  await look(page, [`${proposed}/emendamenti`, adopted, await signatures(page, adopted), `${adopted}/comunicazioni`, `${adopted}/confronta?da=1&a=0`]);
  await look(page, ['/albo', `/albo/${YEAR}/2`, '/albo/registro', '/albo/registro/nuova', posted]);
});

test('le pagine della contabilità e della trasparenza stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'paolo.riva');
  const chapter = await first(page, '/contabilita?q=scuole+2613', '2613.1');
  await page.goto(chapter);
  const back = (await page.locator('main a[href$="/svincola"]').first().getAttribute('href'))!;
  const item = await first(page, '/trasparenza/11.02');
  const card = await first(page, '/trasparenza/ufficio/sezioni/01.02');
  await look(page, ['/contabilita', chapter, back, '/contabilita/importa', '/contabilita/variazioni', '/contabilita/variazioni/nuova', '/contabilita/esercizi']);
  await look(page, ['/trasparenza', '/trasparenza/11.02', item, '/trasparenza/ufficio', '/trasparenza/ufficio/nuova?sezione=16.02', '/trasparenza/ufficio/gare', card]);
});

test('le pagine degli iter e dello scarto stanno in ogni finestra e axe non trova niente', async ({ page }) => {
  test.setTimeout(400_000);
  await resume(page, 'carla.bianchi');
  await look(page, ['/flussi', '/flussi/nuovo', '/flussi/calendario', '/flussi/determina-impegno', '/flussi/determina-impegno/misure']);
  await look(page, ['/conservazione/piani', '/conservazione/scarti']);
});
