//! What a document says, laid out for a person: mail, invoices, messages of the exchange system, signed envelopes, text.
//!
//! Pure and bounded: whatever the bytes, there is something to show or a sentence about what could not be read. What comes
//! from outside is kept as text; only the templates make a page of it, escaped.

mod fattura;
mod firme;
mod messaggio;
mod posta;
#[cfg(test)]
mod tests;

use documents::format::{Format, FormatId, Preview, recognise};
use serde::Serialize;
use ui::Row;
use verifiche::{pulito, riga};

pub(crate) use fattura::{CorpoVisto, FatturaVista};
pub(crate) use firme::{Contenuto, Firmatario};
pub(crate) use posta::{AllegatoVisto, FIRMA_NON_GUARDATA, Posta, cooperata};
pub(crate) use verifiche::frase;

/// Bytes of a document that are laid out for reading; a larger one can only be downloaded.
pub(crate) const MAX_BYTES: u64 = 50 << 20;
/// Characters of text on one page.
pub(crate) const MAX_TEXT: usize = 100_000;

/// A document laid out. What it is not is `None`.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Lettura {
    /// Who claims to have signed; empty when it is no signed envelope.
    pub firmatari: Vec<Firmatario>,
    /// What a signed envelope holds.
    pub contenuto: Option<Contenuto>,
    pub posta: Option<Posta>,
    pub fattura: Option<FatturaVista>,
    /// A message of the exchange system: what it is, and its data.
    pub messaggio: Option<(String, Vec<Row>)>,
    pub testo: Option<String>,
    /// What is to be known: flaws, and what could not be read or shown.
    pub avvisi: Vec<String>,
}

impl Lettura {
    /// Whether there is nothing to show.
    pub(crate) const fn vuota(&self) -> bool {
        self.contenuto.is_none()
            && self.posta.is_none()
            && self.fattura.is_none()
            && self.messaggio.is_none()
            && self.testo.is_none()
    }
}

/// Lays a document out. Plain text and office documents are not read here: their words are `testo`, where known.
pub(crate) fn leggi(bytes: &[u8], name: &str, format: FormatId, testo: Option<&str>) -> Lettura {
    let mut seen = Lettura::default();
    documento(&mut seen, bytes, name, format);
    let shown = seen.posta.is_some() || seen.fattura.is_some() || seen.messaggio.is_some();
    if !shown {
        seen.testo =
            testo.map(str::trim).filter(|text| !text.is_empty()).map(|text| accorcia(text, MAX_TEXT, &mut seen.avvisi));
    }
    seen
}

fn documento(seen: &mut Lettura, bytes: &[u8], name: &str, format: FormatId) {
    match format {
        FormatId::Eml => posta::vedi(seen, bytes),
        FormatId::FatturaPa => fattura::vedi(seen, bytes),
        FormatId::MessaggioSdi => messaggio::vedi(seen, bytes),
        // The innermost document: envelopes are all opened at once, so this goes one step deep.
        FormatId::P7m | FormatId::Tsd if seen.contenuto.is_none() => {
            if let Some((inner, name, format)) = firme::vedi(seen, bytes, name) {
                documento(seen, &inner, &name, format);
            }
        }
        _ => {}
    }
}

/// Whether a format has a page of ours to be read in; the others open in the browser or are only downloaded.
pub(crate) fn ha_pagina(format: &Format) -> bool {
    matches!(format.preview(), Preview::Mail | Preview::Invoice | Preview::Signed | Preview::Text)
}

/// The document inside a signed envelope, with the name and the format it has without it.
pub(crate) fn contenuto(bytes: &[u8], name: &str) -> Option<(Vec<u8>, String, Format)> {
    let content = firma_cms::content(bytes).ok()?;
    let name = firme::senza_busta(name);
    let format = recognise(&content.bytes, &name, Some(&content.bytes));
    Some((content.bytes, name, format))
}

/// A short answer to "what is this?": a sentence and a few rows. `firme` says what was found of the signatures, in two words.
pub(crate) fn in_breve(seen: &Lettura, firme: Option<&str>) -> Option<(String, Vec<Row>)> {
    let firme = firme.map_or_else(|| "firme non ancora controllate".to_owned(), str::to_lowercase);
    let signed = if seen.firmatari.is_empty() { String::new() } else { format!(", in una busta firmata ({firme})") };
    if let Some(invoice) = &seen.fattura {
        return Some((format!("{}{signed}", invoice.titolo()), invoice.in_breve()));
    }
    if let Some(mail) = &seen.posta {
        return Some((mail.tipo.clone(), mail.in_breve()));
    }
    if let Some((what, rows)) = &seen.messaggio {
        return Some((format!("{what}{signed}"), rows.iter().take(6).cloned().collect()));
    }
    let contents = seen.contenuto.as_ref()?;
    let names: Vec<&str> = seen.firmatari.iter().map(|signer| signer.nome.as_str()).collect();
    let mut rows = vec![riga("Contiene", format!("{} ({})", contents.nome, contents.formato))];
    if !names.is_empty() {
        rows.push(riga("Dichiara le firme di", format!("{} ({firme})", names.join(", "))));
    }
    Some(("Documento in una busta firmata".into(), rows))
}

/// A row where there is something to say.
fn forse(rows: &mut Vec<Row>, label: &str, value: Option<impl Into<String>>) {
    if let Some(value) = value.map(Into::into).filter(|value: &String| !value.trim().is_empty()) {
        rows.push(riga(label, value));
    }
}

/// The beginning of a text; what was left out is told.
pub(crate) fn accorcia(text: &str, most: usize, avvisi: &mut Vec<String>) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => {
            avvisi.push("Il testo è lungo: qui ne vedi l'inizio. Per leggerlo tutto scarica il file.".into());
            text.get(..end).unwrap_or_default().to_owned()
        }
        None => text.to_owned(),
    }
}
