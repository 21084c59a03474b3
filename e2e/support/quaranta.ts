import { invoice, letter, segnatura, vat } from './carte.ts';
import { type Gestore, type Letter, mail } from './gestore.ts';

/** What a clerk does with a message: it is registered, told not to be, put aside; or the program has put it where it belongs. */
export type Fate = 'registra' | 'escludi' | 'da-parte' | 'ricevuta' | 'guasto';
export type Message = { fate: Fate; subject: string; sender: string; bytes: Buffer; reason?: string; number?: string; ordinary?: true };

const BODIES = ['Provincia di Colle Alto', 'Regione Valdarno Nuova', 'Comune di Pianfiorito', 'Unione dei Colli', 'Prefettura di Colle Alto', 'Consorzio di Bonifica Fiora', 'Agenzia del Paesaggio', 'Azienda Sanitaria dei Colli'];
const MATTERS = ['Conferenza di servizi per il ponte sul Fiora', 'Riparto dei contributi per le scuole', 'Elenco dei cantieri stradali', 'Bando per il trasporto locale', 'Verbale del comitato per la sicurezza', 'Manutenzione degli argini', 'Parere sul piano del verde', 'Campagna di vaccinazione'];
const WRITERS = ['Acquedotto dei Colli Spa', 'Studio Tecnico Marri', 'Condominio Le Querce', 'Pro Loco Fiora', 'Impresa Edile Vanni', 'Farmacia Centrale', 'Cooperativa Il Melo', 'Parrocchia di San Lino', 'Scuola Musicale Aria', 'Notaio Bindi'];
const REQUESTS = ['Scavo in via dei Tigli', 'Agibilità del capannone di via Larga', 'Passo carrabile in via Corta', 'Uso del palco comunale', 'Fine lavori in via del Pozzo', 'Turni di apertura', 'Rendiconto del centro estivo', 'Processione del patrono', 'Convenzione per i corsi', 'Rogito del terreno in località Piano'];
const SELLERS = ['Luce Chiara Srl', 'Ferramenta Bosi Snc', 'Carta e Penna Srl', 'Asfalti Nuovi Spa', 'Mensa Buona Coop', 'Verde Fiora Srl'];
const CITIZENS = ['Ada Corti', 'Bruno Selvi', 'Cesira Landi', 'Dario Pozzi', 'Elsa Fabbri'];
const PLEAS = ['Lampione spento in via Alta', 'Domanda di accesso agli atti', 'Rumori notturni in piazza', 'Richiesta di un certificato storico', 'Buca sul marciapiede'];

/** Forty messages, all different, as a morning brings them; `to` is the mailbox. */
export function forty(gestore: Gestore, to: string): Message[] {
  let count = 0;
  const write = (name: string, subject: string, more: Partial<Letter> = {}): Letter => {
    count += 1;
    const from = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@pec.example`;
    return { from, name, to, subject, text: `Buongiorno,\n\n${subject}.\n\nCordiali saluti\n${name}\n`, id: `quaranta.${count}.${Date.now()}@pec.example`, ...more };
  };
  const file = (name: string, type: string, bytes: Buffer): Letter['files'] => [{ name, type, bytes }];
  const paper = (name: string, subject: string): Letter['files'] => file('lettera.pdf', 'application/pdf', letter(name, subject));
  const kept = (letter: Letter, bytes: Buffer, number?: string): Message => ({ fate: 'registra', subject: letter.subject, sender: letter.name, bytes, ...(number ? { number } : {}) });

  const sealed = BODIES.map((name, at) => {
    const subject = MATTERS[at]!;
    const one = write(name, subject);
    const files = [...paper(name, subject)!, ...file('segnatura.xml', 'application/xml', segnatura(name, one.from, 700 + at, subject))!];
    return kept(one, gestore.pec({ ...one, files }), String(700 + at).padStart(7, '0'));
  });
  const plain = WRITERS.map((name, at) => {
    const one = write(name, REQUESTS[at]!, { files: paper(name, REQUESTS[at]!) ?? [] });
    return kept(one, gestore.pec(one));
  });
  const invoices = SELLERS.map((name, at) => {
    const number = vat(470_000_001 + at * 37);
    const paid = invoice(name, number, 31 + at, 800 + at * 25);
    const one = write(name, `Invio fattura ${31 + at}`, { files: file(`IT${number}_${String(31 + at).padStart(5, '0')}.xml`, 'application/xml', paid) ?? [] });
    return kept(one, gestore.pec(one));
  });
  const ordinary = CITIZENS.map((name, at) => {
    const one = write(name, PLEAS[at]!, { from: `${name.toLowerCase().replace(' ', '.')}@posta.example` });
    return { ...kept(one, mail(one)), ordinary: true as const };
  });
  const anomalies = ['Reclamo per il parcheggio di via Nuova', 'Proposta per il mercato del sabato'].map((subject, at) => {
    const one = write(['Furio Magi', 'Gina Toschi'][at]!, subject, { from: `cittadino${at}@posta.example` });
    return kept(one, gestore.anomaly(one));
  });
  const adverts = ['Sedie da ufficio a metà prezzo', 'Corso online sulla PEC: ultimi posti'].map((subject): Message => {
    const one = write('Offerte Imperdibili', subject, { from: 'offerte@posta.example' });
    return { fate: 'escludi', subject, sender: one.name, bytes: mail(one), ordinary: true, reason: 'Pubblicità: non riguarda nessun procedimento' };
  });
  const incomplete = write('Avvocato Sarti', 'Trasmissione degli allegati mancanti', {});
  const receipt = (kind: 'accettazione' | 'avvenuta-consegna' | 'errore-consegna', at: number): Buffer =>
    gestore.receipt({ kind, of: `vecchio${at}@altro-programma.example`, to: `destinatario${at}@pec.example`, from: to, subject: `Spedito dal programma di prima ${at}` });
  const receipts = (['accettazione', 'avvenuta-consegna', 'accettazione', 'avvenuta-consegna'] as const).map(
    (kind, at): Message => ({ fate: 'ricevuta', subject: `Spedito dal programma di prima ${at}`, sender: '', bytes: receipt(kind, at) }),
  );
  const failed: Message = { fate: 'escludi', subject: 'Spedito dal programma di prima 9', sender: '', bytes: receipt('errore-consegna', 9), reason: 'Riguarda una spedizione del programma di prima' };
  const aside: Message = { fate: 'da-parte', subject: incomplete.subject, sender: incomplete.name, bytes: gestore.pec(incomplete), reason: 'Non dice di quale ricorso: chiedo alla segreteria' };
  const damaged: Message = { fate: 'guasto', subject: '', sender: '', bytes: Buffer.from([0, 1, ...Buffer.from(' questi byte non sono un messaggio di posta della mattina\r\n')]) };

  // As they come: one kind after the other would be no morning.
  const all = [...sealed, ...plain, ...invoices, ...ordinary, ...anomalies, ...adverts, ...receipts, failed, aside, damaged];
  return all.map((_, at) => all[(at * 17) % all.length]!);
}
