//! The papers of the demo: letters, a small PDF, mails and invoices, all written here.

use kernel::{Date, Instant};

use super::{
    parte,
    vicende::{Carta, Vicenda},
};
use crate::rules::{Parte, Verso};

/// What comes with an entry.
pub(super) struct Carte {
    pub oggetto: String,
    pub parte: Parte,
    /// Names and bytes, the main document first.
    pub files: Vec<(String, Vec<u8>)>,
}

const COMUNE: &str = "Comune di Montefiorito";
const PEC_COMUNE: &str = "protocollo@pec.comune.montefiorito.example";

/// Writes the papers of an entry; `numero` makes numbers of invoices differ.
pub(super) fn fai(vicenda: &Vicenda, at: Instant, numero: u32) -> Carte {
    let parte = parte(vicenda.parte);
    let day = at.date();
    let letter = lettera(vicenda, &parte, day);
    let (oggetto, files) = match vicenda.carta {
        Carta::Lettera => (vicenda.oggetto.to_owned(), vec![("lettera.txt".into(), letter.into_bytes())]),
        Carta::Pdf => (vicenda.oggetto.to_owned(), vec![("lettera.pdf".into(), pdf(&letter))]),
        Carta::Firmata => {
            let pdf = pdf(&letter);
            let signed = super::firmata::firma(&pdf, (vicenda.parte.0, vicenda.parte.1), at);
            let file = signed.map_or_else(|| ("lettera.pdf".into(), pdf), |bytes| ("lettera.pdf.p7m".into(), bytes));
            (vicenda.oggetto.to_owned(), vec![file])
        }
        Carta::Mail => {
            let mail = posta(&parte, vicenda.oggetto, &letter, at, &[]);
            (vicenda.oggetto.to_owned(), vec![("messaggio.eml".into(), pec(&parte, &mail, None, at))])
        }
        Carta::Pec => {
            let attached = ("lettera.pdf", pdf(&letter));
            let words =
                format!("Si trasmette in allegato: {}.\r\n\r\nCordiali saluti\r\n{}\r\n", vicenda.oggetto, parte.nome);
            let mail = posta(&parte, vicenda.oggetto, &words, at, std::slice::from_ref(&attached));
            let files = vec![
                ("messaggio.eml".into(), pec(&parte, &mail, Some(vicenda.oggetto), at)),
                (attached.0.into(), attached.1),
            ];
            (vicenda.oggetto.to_owned(), files)
        }
        Carta::Fattura => {
            let oggetto = format!("Fattura n. {numero} del {} di {}", day.format("%d/%m/%Y"), parte.nome);
            let vat = parte.codice_fiscale.clone().unwrap_or_default();
            let attached = (format!("IT{vat}_{numero:05}.xml"), fattura(&parte, &vat, day, numero).into_bytes());
            let subject = format!("Invio fattura {numero}");
            let mail = posta(
                &parte,
                &subject,
                "Si trasmette la fattura in allegato.\r\n",
                at,
                &[(&attached.0, attached.1.clone())],
            );
            (oggetto, vec![("messaggio.eml".into(), pec(&parte, &mail, Some(&subject), at)), attached])
        }
    };
    Carte { oggetto, parte, files }
}

fn lettera(vicenda: &Vicenda, parte: &Parte, day: Date) -> String {
    let (from, to) = match vicenda.verso {
        Verso::Arrivo => (parte.nome.as_str(), COMUNE),
        Verso::Partenza => (COMUNE, parte.nome.as_str()),
        Verso::Interno => (COMUNE, "Agli uffici interessati"),
    };
    testo_di_lettera(from, to, vicenda.oggetto, day)
}

fn testo_di_lettera(from: &str, to: &str, oggetto: &str, day: Date) -> String {
    format!(
        "{from}\n\nA: {to}\n\nMontefiorito, {}\n\nOggetto: {oggetto}\n\nCon la presente si comunica quanto indicato in oggetto\ne si resta a disposizione per ogni chiarimento.\n\nCordiali saluti\n{from}\n\n(Documento dimostrativo: persone e fatti sono inventati.)\n",
        day.format("%d/%m/%Y")
    )
}

/// A letter to the comune as a PDF.
pub(super) fn lettera_pdf(parte: &Parte, oggetto: &str, day: Date) -> Vec<u8> {
    pdf(&testo_di_lettera(parte.nome.as_str(), COMUNE, oggetto, day))
}

/// A letter of the comune as a PDF.
pub(super) fn risposta_pdf(parte: &Parte, oggetto: &str, day: Date) -> Vec<u8> {
    pdf(&testo_di_lettera(COMUNE, parte.nome.as_str(), oggetto, day))
}

/// One page of text as a PDF 1.4 (ISO 32000-1): the standard font Helvetica, Windows Latin encoding.
fn pdf(text: &str) -> Vec<u8> {
    let mut content = b"BT /F1 11 Tf 72 770 Td 15 TL\n".to_vec();
    for line in text.lines().flat_map(|line| spezza(line, 84)) {
        content.push(b'(');
        for letter in line.chars() {
            if matches!(letter, '(' | ')' | '\\') {
                content.push(b'\\');
            }
            // Letters of Italian stand in Windows Latin where they stand in Unicode.
            content.push(u8::try_from(u32::from(letter)).unwrap_or(b'?'));
        }
        content.extend_from_slice(b") Tj T*\n");
    }
    content.extend_from_slice(b"ET\n");
    let mut stream = format!("<< /Length {} >>\nstream\n", content.len()).into_bytes();
    stream.extend_from_slice(&content);
    stream.extend_from_slice(b"endstream");
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>";
    let objects: [Vec<u8>; 5] = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.as_bytes().to_vec(),
        stream,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        places.push(out.len());
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let table = out.len();
    out.extend_from_slice(b"xref\n0 6\n0000000000 65535 f \n");
    for place in places {
        out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    out.extend_from_slice(format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").as_bytes());
    out
}

/// A line cut at words.
fn spezza(line: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        match lines.last_mut() {
            Some(last) if last.chars().count() + word.chars().count() < most => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A mail as its author's program writes it (RFC 5322, RFC 2045); files go in base64.
pub(super) fn posta(parte: &Parte, subject: &str, text: &str, at: Instant, files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let from = parte.indirizzo.as_deref().unwrap_or("mittente@posta.example");
    let mut out = format!(
        "From: {} <{from}>\r\nTo: {PEC_COMUNE}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}@montefiorito.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"parte\"\r\n\r\n--parte\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n",
        testata(&parte.nome),
        testata(subject),
        at.rome().to_rfc2822(),
        at.micros()
    );
    for (name, bytes) in files {
        out.push_str(&allegato("application/octet-stream", name, bytes));
    }
    out.push_str("--parte--\r\n");
    out.into_bytes()
}

/// The message as it arrives: a certified one stands in its provider's envelope. The provider of the demo does not exist, and
/// so nobody has signed it: Municipio says so.
pub(super) fn pec(parte: &Parte, mail: &[u8], certified: Option<&str>, at: Instant) -> Vec<u8> {
    let Some(subject) = certified else { return mail.to_vec() };
    let from = parte.indirizzo.as_deref().unwrap_or("mittente@pec.example");
    let rome = at.rome();
    let (day, hour, zone) = (rome.format("%d/%m/%Y"), rome.format("%H:%M:%S"), rome.format("%z"));
    let id = format!("demo{}", at.micros());
    let data = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<postacert tipo=\"posta-certificata\" errore=\"nessuno\">\n<intestazione>\n<mittente>{from}</mittente>\n\
         <destinatari tipo=\"certificato\">{PEC_COMUNE}</destinatari>\n<risposte>{from}</risposte>\n<oggetto>{}</oggetto>\n</intestazione>\n<dati>\n\
         <gestore-emittente>Gestore dimostrativo</gestore-emittente>\n<data zona=\"{zone}\"><giorno>{day}</giorno><ora>{hour}</ora></data>\n\
         <identificativo>{id}</identificativo>\n<msgid>&lt;{}@montefiorito.example&gt;</msgid>\n</dati>\n</postacert>\n",
        xml(subject),
        at.micros()
    );
    let mut out = format!(
        "From: \"Per conto di: {from}\" <posta-certificata@gestore.example>\r\nTo: {PEC_COMUNE}\r\nSubject: {}\r\nDate: {}\r\nX-Trasporto: posta-certificata\r\n\
         Message-ID: <{id}@gestore.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"busta\"\r\n\r\n--busta\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nMessaggio di posta certificata dimostrativo.\r\n",
        testata(&format!("POSTA CERTIFICATA: {subject}")),
        rome.to_rfc2822()
    );
    out.push_str(&allegato("application/xml", "daticert.xml", data.as_bytes()).replace("--parte", "--busta"));
    out.push_str("--busta\r\nContent-Type: message/rfc822; name=\"postacert.eml\"\r\nContent-Disposition: attachment; filename=\"postacert.eml\"\r\n\r\n");
    let mut out = out.into_bytes();
    out.extend_from_slice(mail);
    out.extend_from_slice(b"\r\n--busta--\r\n");
    out
}

fn allegato(kind: &str, name: &str, bytes: &[u8]) -> String {
    let encoded = base64(bytes);
    let lines: Vec<String> =
        encoded.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!(
        "--parte\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        lines.join("\r\n")
    )
}

/// A header's words (RFC 2047) when they are not plain ASCII.
fn testata(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { format!("=?utf-8?B?{}?=", base64(text.as_bytes())) }
}

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let word = group.iter().chain(&[0; 2]).take(3).fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        for place in 0..4 {
            let index = word >> (18 - 6 * place) & 63;
            let letter = LETTERS.get(index as usize).copied().unwrap_or(b'=');
            out.push(if place > group.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// An invoice in the ordinary format to a public body (FPA12).
pub(super) fn fattura(parte: &Parte, vat: &str, day: Date, numero: u32) -> String {
    let (hours, spares) = (i64::from(numero % 30 + 4), 35_000 + i64::from(numero) * 7);
    let work = hours * 4_250;
    let net = work + spares;
    let tax = (net * 22 + 50) / 100;
    let due = day + chrono::Days::new(30);
    let euro = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let line = |number: u32, what: &str, quantity: &str, price: i64, total: i64| {
        format!(
            "<DettaglioLinee><NumeroLinea>{number}</NumeroLinea><Descrizione>{what}</Descrizione><Quantita>{quantity}</Quantita>\
             <PrezzoUnitario>{}</PrezzoUnitario><PrezzoTotale>{}</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>",
            euro(price),
            euro(total)
        )
    };
    let seat = |street: &str| {
        format!(
            "<Sede><Indirizzo>{street}</Indirizzo><CAP>50099</CAP><Comune>Montefiorito</Comune><Provincia>FI</Provincia><Nazione>IT</Nazione></Sede>"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<p:FatturaElettronica versione=\"FPA12\" xmlns:p=\"http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2\">\
         <FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>{vat}</IdCodice></IdTrasmittente>\
         <ProgressivoInvio>{numero:05}</ProgressivoInvio><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>UFM999</CodiceDestinatario></DatiTrasmissione>\
         <CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{vat}</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>{}</Denominazione></Anagrafica>\
         <RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici>{}</CedentePrestatore>\
         <CessionarioCommittente><DatiAnagrafici><CodiceFiscale>80099990488</CodiceFiscale><Anagrafica><Denominazione>{COMUNE}</Denominazione></Anagrafica></DatiAnagrafici>{}</CessionarioCommittente>\
         </FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>{day}</Data>\
         <Numero>{numero}</Numero><ImportoTotaleDocumento>{}</ImportoTotaleDocumento><Causale>Prestazioni del mese per il Comune (dati dimostrativi)</Causale></DatiGeneraliDocumento>\
         <DatiOrdineAcquisto><IdDocumento>{}/2026</IdDocumento><CodiceCIG>Z{numero:04}A1B2C</CodiceCIG></DatiOrdineAcquisto></DatiGenerali>\
         <DatiBeniServizi>{}{}<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>{}</ImponibileImporto><Imposta>{}</Imposta><EsigibilitaIVA>S</EsigibilitaIVA></DatiRiepilogo></DatiBeniServizi>\
         <DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento><DataScadenzaPagamento>{due}</DataScadenzaPagamento>\
         <ImportoPagamento>{}</ImportoPagamento><IBAN>IT60X0542811101000000123456</IBAN></DettaglioPagamento></DatiPagamento></FatturaElettronicaBody></p:FatturaElettronica>\n",
        xml(&parte.nome),
        seat("Via dell'Artigianato 7"),
        seat("Piazza Dante 1"),
        euro(net + tax),
        numero % 90 + 10,
        line(1, "Ore di lavoro di operaio specializzato", &format!("{hours}.00"), 4_250, work),
        line(2, "Materiali e ricambi", "1.00", spares, spares),
        euro(net),
        euro(tax),
        euro(net),
    )
}

#[cfg(test)]
mod tests {
    use super::{super::vicende::VICENDE, *};

    #[test]
    fn every_paper_of_the_demo_is_read_without_flaws() {
        let at = Instant::from_micros(1_794_000_000_000_000);
        for vicenda in VICENDE.iter() {
            let carte = fai(vicenda, at, 321);
            for (name, bytes) in &carte.files {
                let format = documents::format::recognise(bytes, name, Some(bytes));
                assert!(
                    !format.mismatch && format.id != documents::format::FormatId::Unknown,
                    "{name} of {}",
                    carte.oggetto
                );
                if name.ends_with(".xml") {
                    assert_eq!(fatturapa::read(bytes).unwrap().anomalie, []);
                }
                if name.ends_with(".eml") {
                    let message = pec::read(bytes).unwrap();
                    let only_unsigned = message.anomalies.iter().all(|anomaly| *anomaly == pec::Anomaly::FirmaMancante);
                    assert!(only_unsigned, "{:?}", message.anomalies);
                    assert_eq!(message.certified_at.is_some(), vicenda.carta != Carta::Mail);
                }
            }
        }
    }

    #[test]
    fn codes_of_the_demo_are_valid() {
        use documents::text::propose::{tax_code_is_valid, vat_number_is_valid};
        for vicenda in VICENDE.iter().filter(|vicenda| !vicenda.parte.1.is_empty()) {
            assert!(tax_code_is_valid(vicenda.parte.1) || vat_number_is_valid(vicenda.parte.1), "{}", vicenda.parte.1);
        }
    }
}
