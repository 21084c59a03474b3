//! Proposals from data with a structure: invoices, mail and PEC, `segnatura.xml`, the names in signatures.

use bounded_xml::Element;
use bytes::Bytes;
use chrono::NaiveDate;
use fatturapa::{Fattura, Soggetto};

use crate::format::{self, FormatId};

use super::codes::{tax_code_is_valid, vat_number_is_valid};
use super::{Proposals, Sender, SenderProtocol, add, inside};

/// Attachments of a message that are looked into.
const ATTACHMENTS: usize = 20;

pub(super) fn read(out: &mut Proposals, bytes: &[u8], id: FormatId, depth: usize) {
    if depth == 0 {
        return;
    }
    match id {
        FormatId::FatturaPa => {
            if let Ok(invoice) = fatturapa::read(bytes) {
                self::invoice(out, &invoice);
            }
        }
        FormatId::P7m | FormatId::Tsd => {
            if let Some((content, id)) = inside(bytes) {
                read(out, &content.bytes, id, depth - 1);
                signers(out, &content);
            }
        }
        FormatId::Eml => {
            if let Ok(message) = pec::read_bytes(Bytes::copy_from_slice(bytes)) {
                mail(out, &message, depth);
            }
        }
        FormatId::Segnatura => signature_of_protocol(out, bytes),
        _ => {}
    }
}

fn invoice(out: &mut Proposals, invoice: &Fattura) {
    let source = "dalla fattura";
    let supplier = &invoice.cedente;
    let name = name(supplier);
    for body in &invoice.corpi {
        let mut subject = format!("Fattura n. {}", body.numero);
        if let Some(date) = body.data {
            subject.push_str(&date.format(" del %d/%m/%Y").to_string());
            add(&mut out.document_date, date, source);
        }
        if let Some(name) = &name {
            subject.push_str(&format!(" – {name}"));
        }
        add(&mut out.subject, subject, source);
        if let Some(cause) = body.causali.first().filter(|cause| !cause.trim().is_empty()) {
            add(&mut out.subject, cause.trim().chars().take(300).collect(), "dalla causale della fattura");
        }
        add(&mut out.amounts, body.totale_dichiarato.unwrap_or(body.totale_calcolato), source);
        let number = body.numero.trim().to_owned();
        if !number.is_empty() {
            add(&mut out.sender_protocol, SenderProtocol { number, date: body.data }, source);
        }
    }
    let vat = supplier.partita_iva.clone().filter(|vat| vat_number_is_valid(vat));
    let tax_code = supplier.codice_fiscale.clone();
    let tax_code = tax_code.filter(|code| tax_code_is_valid(code) || vat_number_is_valid(code));
    if let Some(vat) = &vat {
        add(&mut out.vat_numbers, vat.clone(), source);
    }
    if let Some(code) = tax_code.as_ref().filter(|code| tax_code_is_valid(code)) {
        add(&mut out.tax_codes, code.clone(), source);
    }
    let email = supplier.email.clone();
    add(&mut out.sender, Sender { name, email, vat_number: vat, tax_code, pec: false }, source);
}

fn name(party: &Soggetto) -> Option<String> {
    party.denominazione.clone().or_else(|| Some(format!("{} {}", party.nome.as_deref()?, party.cognome.as_deref()?)))
}

fn mail(out: &mut Proposals, message: &pec::Message, depth: usize) {
    let certified = matches!(message.kind, pec::Kind::PostaCertificata);
    let source = if message.kind == pec::Kind::Ordinaria { "dal messaggio" } else { "dalla PEC" };
    let text = message.subject.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if let Some(subject) = text {
        // The envelope's own words say nothing about the matter.
        let bare = ["POSTA CERTIFICATA:", "ANOMALIA MESSAGGIO:"]
            .iter()
            .find_map(|prefix| subject.strip_prefix(prefix))
            .unwrap_or(subject);
        add(&mut out.subject, bare.trim().chars().take(500).collect(), source);
    }
    if let Some(from) = &message.from {
        let email = Some(from.email.trim().to_owned()).filter(|email| !email.is_empty());
        let sender = Sender { name: from.name.clone(), email, pec: certified, ..Sender::default() };
        add(&mut out.sender, sender, source);
    }
    if let Some(date) = message.content().date {
        // The day as the sender's clock saw it.
        add(&mut out.document_date, date.date_naive(), source);
    }
    for file in message.files().take(ATTACHMENTS) {
        let name = file.name.as_deref().unwrap_or_default();
        let id = format::recognise(&file.bytes, name, Some(&file.bytes)).id;
        let telling = matches!(id, FormatId::FatturaPa | FormatId::P7m | FormatId::Tsd | FormatId::Segnatura);
        if telling {
            read(out, &file.bytes, id, depth - 1);
        }
    }
}

/// Names in certificates: claims, since no signature is verified here.
fn signers(out: &mut Proposals, content: &firma_cms::Content) {
    for subject in content.signers().filter_map(|signer| signer.subject.as_ref()) {
        let tax_code = subject.codice_fiscale().map(str::to_owned);
        let tax_code = tax_code.filter(|code| tax_code_is_valid(code));
        if let Some(code) = &tax_code {
            add(&mut out.tax_codes, code.clone(), "dalla firma, non verificata");
        }
        let Some(name) = subject.shown() else { continue };
        let sender = Sender { name: Some(name), tax_code, ..Sender::default() };
        add(&mut out.sender, sender, "dalla firma, non verificata");
    }
}

/// The sender's `segnatura.xml`: AgID's rules of 2021 and the circulars 60/2013 and 28/2001 name these
/// elements alike, in different places.
fn signature_of_protocol(out: &mut Proposals, bytes: &[u8]) {
    let source = "dalla segnatura";
    let Ok(document) = bounded_xml::read(bytes, bounded_xml::Limits::default()) else { return };
    let root = &document.root;
    let identifier = find(root, "Identificatore", 16).unwrap_or(root);
    let date = text(identifier, "DataRegistrazione").and_then(|date| date.get(..10)?.parse::<NaiveDate>().ok());
    if let Some(number) = text(identifier, "NumeroRegistrazione") {
        add(&mut out.sender_protocol, SenderProtocol { number, date }, source);
    }
    if let Some(subject) = text(root, "Oggetto") {
        add(&mut out.subject, subject.chars().take(500).collect(), source);
    }
    if let Some(date) = date {
        add(&mut out.document_date, date, source);
    }
    let origin = find(root, "Origine", 16).or_else(|| find(root, "Mittente", 16));
    if let Some(origin) = origin {
        let name = text(origin, "DenominazioneAmministrazione").or_else(|| text(origin, "Denominazione"));
        if name.is_some() {
            let email = text(origin, "IndirizzoTelematico");
            add(&mut out.sender, Sender { name, email, ..Sender::default() }, source);
        }
    }
}

/// The first element of this name, depth first; the reader has bounded the depth.
fn find<'a>(element: &'a Element, name: &str, depth: usize) -> Option<&'a Element> {
    if element.name == name {
        return Some(element);
    }
    let below = depth.checked_sub(1)?;
    element.children.iter().find_map(|child| find(child, name, below))
}

fn text(element: &Element, name: &str) -> Option<String> {
    find(element, name, 16)?.trimmed().map(str::to_owned)
}
