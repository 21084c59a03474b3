import { deflateSync } from 'node:zlib';

/** Papers as they come to a comune: letters in PDF, plans, invoices, the sender's `segnatura`. People and facts are invented. */

/** One page of text as a PDF 1.4 (ISO 32000-1), in Helvetica. */
export function pdf(...lines: string[]): Buffer {
  const shown = lines.map((line) => `(${line.replaceAll(/[\\()]/g, '\\$&')}) Tj T*`).join('\n');
  const content = `BT /F1 12 Tf 72 760 Td 18 TL\n${shown}\nET\n`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}endstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let out = '%PDF-1.4\n';
  const places = objects.map((object, at) => {
    const place = out.length;
    out += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return String(place).padStart(10, '0');
  });
  const table = out.length;
  out += `xref\n0 6\n0000000000 65535 f \n${places.map((place) => `${place} 00000 n \n`).join('')}`;
  out += `trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}

/** A letter to the comune. */
export function letter(name: string, subject: string): Buffer {
  return pdf(name, 'Al Comune di Montefiorito', '', `Oggetto: ${subject}`, '', 'Si comunica quanto indicato in oggetto.', 'Cordiali saluti', name);
}

/** A partita IVA with its check digit (Luhn's). */
export function vat(seed: number): string {
  const digits = String(seed).padStart(10, '0');
  const sum = [...digits].reduce((total, digit, at) => {
    const value = at % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** The sender's `segnatura` (circular 28/2001, which most still send). */
export function segnatura(name: string, address: string, number: number, subject: string): Buffer {
  const day = new Date().toISOString().slice(0, 10);
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Segnatura versione="2001-05-07"><Intestazione><Identificatore><CodiceAmministrazione>x_prova</CodiceAmministrazione>` +
      `<CodiceAOO>AOOPROVA</CodiceAOO><NumeroRegistrazione>${String(number).padStart(7, '0')}</NumeroRegistrazione><DataRegistrazione>${day}</DataRegistrazione></Identificatore>` +
      `<Origine><IndirizzoTelematico tipo="smtp">${address}</IndirizzoTelematico><Mittente><Amministrazione><Denominazione>${name}</Denominazione></Amministrazione>` +
      `<AOO><Denominazione>${name}</Denominazione></AOO></Mittente></Origine><Destinazione><IndirizzoTelematico tipo="smtp">banco@pec.comune.montefiorito.example</IndirizzoTelematico>` +
      `</Destinazione><Oggetto>${subject}</Oggetto></Intestazione><Descrizione><Documento nome="lettera.pdf" tipoRiferimento="MIME"/></Descrizione></Segnatura>\n`,
  );
}

/** An invoice to a public body (FatturaPA, format FPA12). */
export function invoice(name: string, seller: string, number: number, euro: number): Buffer {
  const day = new Date().toISOString().slice(0, 10);
  const tax = euro * 0.22;
  const seat = (street: string): string => `<Sede><Indirizzo>${street}</Indirizzo><CAP>50099</CAP><Comune>Montefiorito</Comune><Provincia>FI</Provincia><Nazione>IT</Nazione></Sede>`;
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<p:FatturaElettronica versione="FPA12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"><FatturaElettronicaHeader>` +
      `<DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>${seller}</IdCodice></IdTrasmittente><ProgressivoInvio>${String(number).padStart(5, '0')}</ProgressivoInvio>` +
      `<FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>UFM999</CodiceDestinatario></DatiTrasmissione><CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese>` +
      `<IdCodice>${seller}</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>${name}</Denominazione></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici>${seat('Via dei Mestieri 3')}</CedentePrestatore>` +
      `<CessionarioCommittente><DatiAnagrafici><CodiceFiscale>80099990488</CodiceFiscale><Anagrafica><Denominazione>Comune di Montefiorito</Denominazione></Anagrafica></DatiAnagrafici>${seat('Piazza Dante 1')}</CessionarioCommittente>` +
      `</FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>${day}</Data><Numero>${number}</Numero>` +
      `<ImportoTotaleDocumento>${(euro + tax).toFixed(2)}</ImportoTotaleDocumento></DatiGeneraliDocumento></DatiGenerali><DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea>` +
      `<Descrizione>Lavori del mese</Descrizione><Quantita>1.00</Quantita><PrezzoUnitario>${euro.toFixed(2)}</PrezzoUnitario><PrezzoTotale>${euro.toFixed(2)}</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA>` +
      `</DettaglioLinee><DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>${euro.toFixed(2)}</ImponibileImporto><Imposta>${tax.toFixed(2)}</Imposta></DatiRiepilogo></DatiBeniServizi>` +
      `</FatturaElettronicaBody></p:FatturaElettronica>\n`,
  );
}

/** The check of a PNG's chunk (ISO/IEC 15948, annex D). */
function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** A plan of two rooms as a PNG in shades of grey, as a citizen's scanner gives it. */
export function plan(width = 640, height = 420): Buffer {
  const wall = (at: number, end: number): boolean => at < 12 || at >= end - 12;
  const rows = Buffer.alloc(height * (width + 1), 245);
  for (let y = 0; y < height; y += 1) {
    // Each row begins with its filter: none.
    rows[y * (width + 1)] = 0;
    for (let x = 0; x < width; x += 1) {
      const between = Math.abs(x - width / 2) < 6 && Math.abs(y - height / 2) > 40;
      if (wall(x, width) || wall(y, height) || between) rows[y * (width + 1) + 1 + x] = 40;
    }
  }
  const chunk = (name: string, data: Buffer): Buffer => {
    const [length, sum, body] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.concat([Buffer.from(name, 'latin1'), data])];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits, grey, and the one way of packing, filtering and ordering that there is.
  head.set([8, 0, 0, 0, 0], 8);
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([mark, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
