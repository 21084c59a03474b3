//! What the documents of a draft propose for its form.

use std::time::Duration;

use documents::{
    format::FormatId,
    text::{
        Extracted, Guard, extract_guarded_stream,
        propose::{self, Proposals},
    },
};
use ente::Ente;

use segnatura::Segnatura;

use super::{Documento, Fonti, Proposte, Valori, bytes_of, letto::fonte};
use crate::{apprendi::TESTO, cooperazione, error::Error, jobs::estrai_testo::parole};

/// Bytes of a document that are read for proposals; a larger one proposes nothing.
pub(super) const MAX_READ: u64 = 50 << 20;
/// How long the main document is waited for.
const MAIN: Duration = Duration::from_secs(10);
/// Of the other documents so many are read, each of them so large at most and waited for so long: somebody waits for the form.
const OTHERS: usize = 4;
const OTHER_BYTES: u64 = 10 << 20;
const OTHER: Duration = Duration::from_secs(3);

/// A document as it was read.
struct Letta {
    bytes: Vec<u8>,
    testo: Extracted,
    found: Proposals,
    /// Its words are yet to be recognised.
    scansione: bool,
}

/// Reads a document; none where it is larger than `most` bytes. The words of a scan that were recognised before are taken only where it
/// is `nota` to whoever registers: that the same paper is in the register already is not told to who may not know.
async fn letta(
    ente: &Ente,
    documento: &Documento,
    (most, time): (u64, Duration),
    nota: bool,
) -> Result<Option<Letta>, Error> {
    if documento.size > most {
        return Ok(None);
    }
    let bytes = bytes_of(ente, documento.hash()).await?;
    let stream = ente.archive.store().open(&documento.hash()).await?;
    let guard = Guard { time, ..Guard::default() };
    let mut testo = extract_guarded_stream(&ente.reader, stream, &documento.nome, guard).await;
    let mut scansione = testo.needs_ocr;
    if scansione
        && nota
        && let Some((text, _)) = parole(ente, &documento.hash()).await?
    {
        testo.text = text;
        scansione = false;
    }
    let found = propose::propose(&bytes, &documento.format(), &testo);
    Ok(Some(Letta { bytes, testo, found, scansione }))
}

/// What the main document says of itself. A document that cannot be read proposes nothing; it is registered all the same. It is `nota`
/// where it waited in a mailbox that whoever registers sees.
pub(super) async fn leggi_proposte(
    ente: &Ente,
    documento: &Documento,
    nota: bool,
    proposte: &mut Proposte,
) -> Result<(), Error> {
    let Some(read) = letta(ente, documento, (MAX_READ, MAIN), nota).await? else { return Ok(()) };
    let Letta { bytes, testo, found, scansione } = read;
    if scansione {
        proposte.scansioni.push(documento.sha256.clone());
    }
    let format = documento.format();
    proposte.testo = testo.text.chars().take(TESTO).collect();
    proposte.letto.aggiungi(&found, None);
    let Proposte { valori, fonti, message_id, .. } = proposte;
    oggetto(&found, valori, fonti);
    let mail_sender = found.sender.iter().find(|sender| sender.value.pec).or_else(|| found.sender.first());
    if let Some(first) = migliore(&found.sender) {
        let (sender, source) = (&first.value, Some(first.source.clone()));
        valori.nome = sender.name.clone().or_else(|| sender.email.clone()).unwrap_or_default();
        fonti.nome = source.clone().filter(|_| !valori.nome.is_empty());
        // An invoice's supplier is known by its VAT number; everyone else by their tax code.
        let codes = if first.source == DALLA_FATTURA {
            [&sender.vat_number, &sender.tax_code]
        } else {
            [&sender.tax_code, &sender.vat_number]
        };
        valori.codice_fiscale = codes.into_iter().flatten().next().cloned().unwrap_or_default();
        fonti.codice_fiscale = source.clone().filter(|_| !valori.codice_fiscale.is_empty());
        valori.indirizzo = sender.email.clone().unwrap_or_default();
        fonti.indirizzo = source.filter(|_| !valori.indirizzo.is_empty());
    }
    // Whoever the document is from, the way it came is that of the message.
    if let Some(first) = mail_sender.filter(|first| first.value.pec) {
        valori.mezzo = "pec".into();
        fonti.mezzo = Some(first.source.clone());
    }
    if format.id == FormatId::Eml
        && let Ok(message) = pec::read(&bytes)
    {
        message_id.clone_from(&message.content().message_id);
        if let Some(at) = message.certified_at {
            valori.arrivata_il = kernel::Instant::from_micros(at.timestamp_micros()).date().to_string();
            fonti.arrivata_il = Some("dalla PEC".into());
        }
    }
    if valori.mezzo.is_empty() && format.id == FormatId::Eml {
        valori.mezzo = "email".into();
        fonti.mezzo = Some("dal messaggio".into());
    }
    if let Some(first) = found.sender_protocol.first() {
        valori.protocollo_mittente = first.value.number.clone();
        fonti.protocollo_mittente = Some(first.source.clone());
        if let Some(day) = first.value.date {
            valori.data_mittente = day.to_string();
            fonti.data_mittente = Some(first.source.clone());
        }
    }
    if let (true, Some(first)) = (valori.data_mittente.is_empty(), found.document_date.first()) {
        valori.data_mittente = first.value.to_string();
        fonti.data_mittente = Some(first.source.clone());
    }
    Ok(())
}

/// What the other documents say: codes and amounts, and where the main one says nothing the subject and the sender's number.
pub(super) async fn leggi_altri(ente: &Ente, documenti: &[Documento], proposte: &mut Proposte) -> Result<(), Error> {
    for documento in documenti.iter().take(OTHERS) {
        let Some(read) = letta(ente, documento, (OTHER_BYTES, OTHER), false).await? else { continue };
        if read.scansione {
            proposte.scansioni.push(documento.sha256.clone());
        }
        proposte.letto.aggiungi(&read.found, Some(&documento.nome));
        completa(&read.found, Some(&documento.nome), proposte);
    }
    Ok(())
}

/// Fills what is still empty with what a document says; a sender's number brings its date. `nome` is the document's where it is not the
/// main one, whose own day alone is the day of the document.
pub(super) fn completa(found: &Proposals, nome: Option<&str>, proposte: &mut Proposte) {
    let Proposte { valori, fonti, .. } = proposte;
    if valori.oggetto.is_empty()
        && let Some(first) = found.subject.first()
    {
        valori.oggetto = first.value.chars().filter(|c| documents::is_plain(*c)).take(500).collect();
        fonti.oggetto = Some(fonte(&first.source, nome));
    }
    if valori.protocollo_mittente.is_empty()
        && let Some(first) = found.sender_protocol.first()
    {
        let source = Some(fonte(&first.source, nome));
        valori.protocollo_mittente = first.value.number.clone();
        if let Some(day) = first.value.date {
            valori.data_mittente = day.to_string();
            fonti.data_mittente.clone_from(&source);
        }
        fonti.protocollo_mittente = source;
    }
    if nome.is_none()
        && valori.data_mittente.is_empty()
        && let Some(first) = found.document_date.first()
    {
        valori.data_mittente = first.value.to_string();
        fonti.data_mittente = Some(first.source.clone());
    }
}

/// What the sealed "segnatura" of a message says of it: it counts more than what is read in the documents.
pub(super) fn dalla_segnatura(said: &Segnatura, proposte: &mut Proposte) {
    let Proposte { valori, fonti, .. } = proposte;
    let source = || Some("dalla segnatura".to_owned());
    valori.oggetto = said.oggetto.chars().take(500).collect();
    valori.nome = said.mittente.denominazione.chars().take(300).collect();
    valori.codice_fiscale = said.mittente.codice_fiscale.clone().unwrap_or_default();
    valori.indirizzo = said.mittente.indirizzi_telematici.first().cloned().unwrap_or_default();
    valori.protocollo_mittente = said.identificatore.numero.chars().take(100).collect();
    valori.data_mittente = said.identificatore.data.map(|day| day.to_string()).unwrap_or_default();
    valori.mezzo = cooperazione::MEZZO.into();
    // Who sends asks for it: whoever registers may still decide otherwise.
    valori.riservata = said.riservato;
    fonti.oggetto = source();
    fonti.nome = source();
    fonti.codice_fiscale = source().filter(|_| !valori.codice_fiscale.is_empty());
    fonti.indirizzo = source().filter(|_| !valori.indirizzo.is_empty());
    fonti.protocollo_mittente = source();
    fonti.data_mittente = source();
    fonti.mezzo = source();
}

/// The word by which proposals read in an invoice are marked.
pub(super) const DALLA_FATTURA: &str = "dalla fattura";

/// What an invoice says counts more than the mail that carries it; otherwise the most trustworthy.
fn migliore<T>(found: &[propose::Proposal<T>]) -> Option<&propose::Proposal<T>> {
    found.iter().find(|proposal| proposal.source == DALLA_FATTURA).or_else(|| found.first())
}

fn oggetto(found: &Proposals, valori: &mut Valori, fonti: &mut Fonti) {
    let Some(first) = migliore(&found.subject) else { return };
    let supplier = migliore(&found.sender)
        .filter(|sender| sender.source == DALLA_FATTURA)
        .and_then(|sender| sender.value.name.clone());
    let bare = supplier.as_deref().and_then(|name| first.value.strip_suffix(name)?.strip_suffix(" – "));
    let text = match (bare, &supplier) {
        (Some(bare), Some(name)) => format!("{bare} di {name}"),
        _ => first.value.clone(),
    };
    valori.oggetto = text.chars().take(500).collect();
    fonti.oggetto = Some(first.source.clone());
    let other = found.subject.first().filter(|other| other.value != first.value);
    fonti.altro_oggetto = other.map(|other| other.value.chars().take(300).collect());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_its_sender_wants_confidential_is_proposed_as_such() {
        let id = "<CodiceAmministrazione>p_xx</CodiceAmministrazione><CodiceAOO>AOOPXX</CodiceAOO><CodiceRegistro>PG</CodiceRegistro>\
                  <NumeroRegistrazione>0000012</NumeroRegistrazione><DataRegistrazione>2026-11-03</DataRegistrazione>";
        for (wanted, asked) in
            [(true, "<Riservato>true</Riservato>"), (false, "<Riservato>false</Riservato>"), (false, "")]
        {
            let xml = format!(
                "<SegnaturaInformatica xmlns=\"http://www.agid.gov.it/protocollo/\"><Intestazione><Identificatore>{id}</Identificatore>\
                 <Oggetto>Parere</Oggetto>{asked}</Intestazione></SegnaturaInformatica>"
            );
            let said = segnatura::read(xml.as_bytes()).unwrap();
            assert_eq!(said.riservato, wanted);
            let mut proposte = Proposte::default();
            dalla_segnatura(&said, &mut proposte);
            assert_eq!((proposte.valori.riservata, proposte.valori.oggetto.as_str()), (wanted, "Parere"));
        }
    }
}
