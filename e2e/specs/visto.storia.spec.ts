import { another, asks, begin, DECISION, line, REASONS, save, signs, takes, write } from '../support/atti.ts';
import { YEAR } from '../support/giorni.ts';
import { resume, shot } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test.use({ actionTimeout: 60_000, navigationTimeout: 120_000 });

const ACT = { kind: 'Determina con impegno di spesa', office: 'Lavori pubblici', subject: 'Sgombero della neve nelle frazioni alte' };
// Of the chapter of the demo comune 11.500 euro are left.
const TOO_MUCH = '12.200,00';
const ENOUGH = '6.100,00';
const LEFT = /restano 11\.500,00/;
const WHY = 'Sul capitolo 1720 mancano 700 euro: riduci gli interventi.';
const WHY_AGAIN = 'La somma ora ci sta, ma il testo non dice per quale inverno: scrivilo.';
const FACTS = 'Le frazioni alte restano isolate alla prima nevicata.';
const FACTS_MENDED = 'Le frazioni alte restano isolate alla prima nevicata; il servizio serve per questo inverno.';

function decides(sum: string): string {
  return `di impegnare la somma di € ${sum}, IVA compresa, sul capitolo 1720.`;
}

test('un visto negato due volte rimanda ogni volta la determina con il motivo, e quando è corretta prende il numero senza averne bruciati', async ({ browser, page }) => {
  test.setTimeout(600_000);
  await resume(page, 'lucia.ferri');
  await page.goto('/atti/nuovo');
  const address = await begin(page, ACT);
  await write(page, REASONS, FACTS);
  await write(page, DECISION, decides(TOO_MUCH));
  await page.goto(`${address}/dati`);
  await page.getByLabel(/^Dati personali/).fill('Guardati oggetto e testo: nessun dato di persone.');
  await line(page, {
    Capitolo: '1720',
    Missione: '10',
    Programma: '05',
    'Piano dei conti': 'U.1.03.02.09.008',
    'Importo in euro': TOO_MUCH,
    'Per che cosa': 'Sgombero della neve nelle frazioni',
    Creditore: 'Edilnova S.r.l.',
    CIG: '990660443D',
    Scadenza: `${YEAR}-12-31`,
  });
  await save(page, address);
  await takes(page, 'Proponi alla firma');
  const marco = await another(browser, 'marco.gallo');
  await marco.goto(address);
  await signs(marco, 'Firma');

  // The visto is not put on what the chapter cannot pay: the program says so, and the act stays without a number.
  const paolo = await another(browser, 'paolo.riva');
  await paolo.goto(address);
  await asks(paolo, 'Apponi il visto', 'favorevole');
  await expect(paolo.getByText(LEFT).first()).toBeVisible();
  await expect(paolo.getByRole('heading', { level: 1 })).toHaveText(ACT.kind);
  await shot(paolo, 'visto-negato');
  await takes(paolo, 'Nega il visto', WHY);
  await expect(paolo.locator('.iter-posto')).toContainText('Bozza');

  // Who wrote it reads why, finds the same on the form, and mends text and line.
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ACT.kind);
  await expect(page.locator('blockquote').filter({ hasText: WHY })).toBeVisible();
  await page.getByRole('link', { name: 'Scrivi il testo' }).click();
  await write(page, decides(TOO_MUCH), decides(ENOUGH));
  await page.goto(`${address}/dati`);
  await expect(page.getByText(LEFT).first()).toBeVisible();
  await line(page, { 'Importo in euro': ENOUGH });
  await save(page, address);
  await takes(page, 'Proponi alla firma');

  // The money is there now, but whoever examines it may refuse for any reason: it goes back once more, still without a number.
  await marco.goto(address);
  await signs(marco, 'Firma');
  await paolo.goto(address);
  await takes(paolo, 'Nega il visto', WHY_AGAIN);
  await expect(paolo.locator('.iter-posto')).toContainText('Bozza');
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ACT.kind);
  for (const why of [WHY, WHY_AGAIN]) await expect(page.locator('blockquote').filter({ hasText: why })).toBeVisible();
  await page.getByRole('link', { name: 'Scrivi il testo' }).click();
  await write(page, FACTS, FACTS_MENDED);
  await page.getByRole('link', { name: 'Vai all\'atto' }).click();
  await takes(page, 'Proponi alla firma');

  // What was signed before counts no more: it is signed again, and takes visto, number and commitment at once.
  await marco.goto(address);
  await signs(marco, 'Firma');
  await paolo.goto(address);
  await expect(paolo.getByText('su una versione superata').first()).toBeVisible();
  await signs(paolo, 'Apponi il visto', 'favorevole');
  await expect(paolo.getByRole('heading', { level: 1 })).toHaveText(/^Determinazione n\. \d+ del \d\d\/\d\d\/\d{4}$/);
  const number = Number((await paolo.getByRole('heading', { level: 1 }).innerText()).match(/n\. (\d+)/)![1]);
  const money = paolo.locator('.mu-summary > div').filter({ has: paolo.locator('dt', { hasText: /^impegno n\. \d+/ }) });
  await expect(money).toHaveCount(1);
  await expect(money).toContainText(ENOUGH);

  // No number is missing in the register, whoever else took one in the meantime.
  await paolo.goto('/atti/registri?registro=determine');
  const told = await paolo.locator('main tbody td[data-label="Numero"]').allInnerTexts();
  const numbers = told.map((text) => Number.parseInt(text, 10)).sort((a, b) => a - b);
  expect(numbers).toContain(number);
  expect(numbers).toEqual(numbers.map((_, place) => place + 1));
  await marco.context().close();
  await paolo.context().close();
});
