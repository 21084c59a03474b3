//! What a document says about itself, for the clerk to accept or not: subject, sender, date, the sender's own
//! protocol number, amounts, codes. A proposal always says where it was read; nothing is imposed.
//!
//! Pure functions over the extracted text and over the structured data of invoices, mail and signatures. No
//! clock: a date is proposed because it is written, not because it is plausible today.

mod codes;
mod dates;
mod phrases;
mod structured;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::format::{self, Format, FormatId};

use super::Extracted;

pub use codes::{tax_code_is_valid, vat_number_is_valid};

/// Proposals of one kind, at most: beyond, a list helps nobody.
const MOST: usize = 10;
/// How much of the text is searched, in bytes: the first pages.
const SEARCHED: usize = 60_000;
/// Envelopes and attachments that are looked into, one inside the other.
const DEPTH: usize = 4;

/// A value and where it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal<T> {
    /// The value.
    pub value: T,
    /// Where it was read, in Italian, to be shown beside the value: `dalla fattura`, `dal PDF`.
    pub source: String,
}

/// Who the document seems to come from. What is not known is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Name of the person, company or body.
    pub name: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Italian VAT number, 11 digits.
    pub vat_number: Option<String>,
    /// Tax code: 16 characters, or 11 digits for bodies.
    pub tax_code: Option<String>,
    /// True only for the address that a PEC provider's envelope carries. The provider's signature is not verified here.
    pub pec: bool,
}

/// The number under which the sender registered the document (`Prot. n. 1234 del 12/03/2026`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderProtocol {
    /// The number as written.
    pub number: String,
    /// Its date, if written.
    pub date: Option<NaiveDate>,
}

/// All proposals, the most trustworthy of each kind first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposals {
    /// What it is about.
    pub subject: Vec<Proposal<String>>,
    /// Who sends it.
    pub sender: Vec<Proposal<Sender>>,
    /// The date of the document.
    pub document_date: Vec<Proposal<NaiveDate>>,
    /// The sender's protocol.
    pub sender_protocol: Vec<Proposal<SenderProtocol>>,
    /// Amounts in euro cents.
    pub amounts: Vec<Proposal<i64>>,
    /// Tax codes of people whose check character is right.
    pub tax_codes: Vec<Proposal<String>>,
    /// VAT numbers whose check digit is right.
    pub vat_numbers: Vec<Proposal<String>>,
}

/// Reads the proposals of a document. `extracted` is what [`super::extract`] (or its guarded form, or OCR) gave.
pub fn propose(bytes: &[u8], format: &Format, extracted: &Extracted) -> Proposals {
    let mut out = Proposals::default();
    structured::read(&mut out, bytes, format.id, DEPTH);
    let source = source_of_text(bytes, format.id);
    let text = head(&extracted.text);
    // A message's text begins with its own headers, which the structured reading has already given.
    phrases::read(&mut out, text, source, format.id != FormatId::Eml);
    if let Some(title) = extracted.title.as_deref().filter(|title| phrases::is_sensible(title)) {
        add(&mut out.subject, title.trim().to_owned(), "dal titolo del documento");
    }
    dates::read(&mut out, text, source);
    codes::read(&mut out, text, source);
    out
}

fn source_of_text(bytes: &[u8], id: FormatId) -> &'static str {
    match id {
        FormatId::Pdf => "dal PDF",
        FormatId::Eml => "dal testo del messaggio",
        FormatId::FatturaPa => "dalla fattura",
        FormatId::P7m | FormatId::Tsd => match inside(bytes) {
            Some((_, FormatId::FatturaPa)) => "dalla fattura",
            Some((_, FormatId::Pdf)) => "dal PDF firmato",
            _ => "dal documento firmato",
        },
        FormatId::Jpeg | FormatId::Png | FormatId::Tiff => "dall'immagine",
        _ => "dal testo",
    }
}

/// The document inside a signed envelope and its kind.
fn inside(bytes: &[u8]) -> Option<(firma_cms::Content, FormatId)> {
    let content = firma_cms::content(bytes).ok()?;
    let id = format::recognise(&content.bytes, "", Some(&content.bytes)).id;
    Some((content, id))
}

/// The beginning of the text, not cutting a character.
fn head(text: &str) -> &str {
    let end = (0..=SEARCHED.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// Adds a proposal unless its value is already there or there are enough.
fn add<T: PartialEq>(list: &mut Vec<Proposal<T>>, value: T, source: &str) {
    if list.len() < MOST && !list.iter().any(|known| known.value == value) {
        list.push(Proposal { value, source: source.to_owned() });
    }
}

#[cfg(test)]
mod tests;
