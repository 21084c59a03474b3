//! FatturaPA as text: what a clerk would search for, in the words of the printed invoice, then the documents
//! that the invoice carries inside.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bounded_xml::Element;

use super::walk::Walk;
use super::xml_text;

/// Senders pad as they like.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// An invoice's bodies, at most: a batch has a few hundred.
const BODIES: usize = 1_000;

pub(super) fn read(walk: &mut Walk, bytes: &[u8]) {
    let limits = bounded_xml::Limits { bytes: 32 << 20, ..bounded_xml::Limits::default() };
    let Ok(document) = bounded_xml::read(bytes, limits) else {
        // Too big or damaged for a tree: what the stream gives is better than nothing.
        return xml_text::read(walk, bytes);
    };
    if let Some(header) = document.root.child("FatturaElettronicaHeader") {
        party(walk, "Fornitore", header.child("CedentePrestatore"));
        party(walk, "Cliente", header.child("CessionarioCommittente"));
        let transmission = ["DatiTrasmissione", "CodiceDestinatario"];
        walk.labelled("Codice destinatario", header.text_at(&transmission));
    }
    for body in document.root.children_named("FatturaElettronicaBody").take(BODIES) {
        invoice(walk, body);
        if walk.is_full() {
            return;
        }
    }
    for body in document.root.children_named("FatturaElettronicaBody").take(BODIES) {
        for attachment in body.children_named("Allegati") {
            attached(walk, attachment);
        }
    }
}

fn party(walk: &mut Walk, label: &str, party: Option<&Element>) {
    let Some(party) = party else { return };
    walk.labelled(label, name(party).as_deref());
    // The simplified invoice has these one level up.
    let data = party.child("DatiAnagrafici").unwrap_or(party);
    let vat = data.child("IdFiscaleIVA").map(|id| {
        let part = |name| id.text_at(&[name]).unwrap_or_default();
        format!("{}{}", part("IdPaese"), part("IdCodice"))
    });
    walk.labelled("Partita IVA", vat.as_deref());
    walk.labelled("Codice fiscale", data.text_at(&["CodiceFiscale"]));
    if let Some(seat) = party.child("Sede") {
        let parts = ["Indirizzo", "NumeroCivico", "CAP", "Comune", "Provincia"];
        let parts: Vec<&str> = parts.iter().filter_map(|part| seat.text_at(&[part])).collect();
        walk.labelled("Sede", Some(&parts.join(" ")));
    }
}

/// The company's name, or the person's.
pub(super) fn name(party: &Element) -> Option<String> {
    let data = party.child("DatiAnagrafici").unwrap_or(party);
    let names = data.child("Anagrafica").unwrap_or(data);
    names.string_at(&["Denominazione"]).or_else(|| {
        let parts = [names.text_at(&["Nome"])?, names.text_at(&["Cognome"])?];
        Some(parts.join(" "))
    })
}

fn invoice(walk: &mut Walk, body: &Element) {
    let Some(data) = body.at(&["DatiGenerali", "DatiGeneraliDocumento"]) else { return };
    let number = data.text_at(&["Numero"]).unwrap_or("senza numero");
    walk.line(&match data.text_at(&["Data"]) {
        Some(date) => format!("Fattura n. {number} del {}", italian_date(date)),
        None => format!("Fattura n. {number}"),
    });
    walk.labelled("Tipo", data.text_at(&["TipoDocumento"]));
    walk.labelled("Importo totale", data.text_at(&["ImportoTotaleDocumento"]));
    for cause in data.children_named("Causale") {
        walk.labelled("Causale", cause.trimmed());
    }
    let general = body.child("DatiGenerali").into_iter().flat_map(|general| &general.children);
    for reference in general.filter(|child| child.name != "DatiGeneraliDocumento") {
        for (tag, label) in [("IdDocumento", "Riferimento"), ("CodiceCIG", "CIG"), ("CodiceCUP", "CUP")] {
            walk.labelled(label, reference.text_at(&[tag]));
        }
    }
    let goods = body.child("DatiBeniServizi");
    for line in goods.into_iter().flat_map(|goods| goods.children_named("DettaglioLinee")) {
        let description = line.text_at(&["Descrizione"]).unwrap_or_default();
        match line.text_at(&["PrezzoTotale"]) {
            Some(price) => walk.line(&format!("{description}\t{price}")),
            None => walk.line(description),
        }
    }
    // The simplified invoice's lines stand in the body itself.
    for line in body.children_named("DatiBeniServizi") {
        walk.line(line.text_at(&["Descrizione"]).unwrap_or_default());
        walk.labelled("Importo", line.text_at(&["Importo"]));
    }
    for payment in body.children_named("DatiPagamento") {
        for detail in payment.children_named("DettaglioPagamento") {
            walk.labelled("IBAN", detail.text_at(&["IBAN"]));
            let due = detail.text_at(&["DataScadenzaPagamento"]).map(italian_date);
            walk.labelled("Scadenza del pagamento", due.as_deref());
        }
    }
}

/// `2026-03-12` as `12/03/2026`; anything else as it is.
fn italian_date(date: &str) -> String {
    match date.get(..10).and_then(|day| day.parse::<chrono::NaiveDate>().ok()) {
        Some(day) => day.format("%d/%m/%Y").to_string(),
        None => date.to_owned(),
    }
}

fn attached(walk: &mut Walk, attachment: &Element) {
    let name = attachment.text_at(&["NomeAttachment"]).unwrap_or_default();
    walk.labelled("Allegato", Some(name));
    walk.labelled("Descrizione dell'allegato", attachment.text_at(&["DescrizioneAttachment"]));
    let Some(content) = attachment.child("Attachment") else { return };
    let clean: Vec<u8> = content.text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    match LENIENT.decode(clean) {
        Ok(bytes) => walk.inner(&bytes, name),
        Err(_) => walk.note(format!("L'allegato «{name}» della fattura è danneggiato.")),
    }
}
