//! An envelope too large for memory: what is around its document is read, the document is hashed where it is.

use std::io::{Read, Seek};

use firma_cms::{Given, Stream};

use super::Unreadable;
use super::cms::{self, Around};
use super::file::{Walk, form, odd};
use crate::verify::facts::SignatureFacts;
use crate::verify::judge::Question;
use crate::verify::limits::SIGNATURES_MAX;
use crate::verify::report::{Format, Report, Scope};

/// Most bytes kept of what came with the signatures, all together: the same certificates may have come with each.
const KEPT_MAX: usize = 128 << 20;

/// What was found of an envelope (`.p7m`, binary) with its document in it, in flat memory. It is judged as often as
/// need be, and its document is not read again for it.
#[derive(Clone, Debug)]
pub struct Large {
    facts: Vec<SignatureFacts>,
    warnings: Vec<String>,
}

impl Large {
    /// Reads what is around the document and hashes the document where it is. Signatures that the document may have
    /// inside are not looked for: where it may have some, a warning says so, and the whole is less than green.
    /// **Blocks**, as long as the file is long.
    ///
    /// # Errors
    /// [`Unreadable`] if it is not such an envelope, or cannot be read.
    pub fn read<R: Read + Seek>(file: R) -> Result<Self, Unreadable> {
        let damaged = |error: firma_cms::Error| match error {
            firma_cms::Error::NotP7m | firma_cms::Error::NotSigned(_) => Unreadable::Unknown,
            other => Unreadable::Damaged { form: Format::Cades, why: other.to_string() },
        };
        let stream = Stream::open(file).map_err(damaged)?;
        let data = stream.signed_data().map_err(damaged)?;
        let around = Around::of(&data);
        let scope = Scope { what: "il documento intero".into(), whole: true, ..Scope::default() };
        let (mut facts, mut warnings, mut kept) = (Vec::new(), Vec::new(), 0);
        // One more than are judged, so that whoever judges tells that there are too many.
        for (place, signer) in stream.check(&data, &Given::default()).iter().take(SIGNATURES_MAX + 1).enumerate() {
            let mut found = cms::signature(signer, &around, Format::Cades, format!("1.{}", place + 1), scope.clone());
            odd(&data.anomalies, &mut found);
            kept += weight(&found);
            if kept > KEPT_MAX && place > 0 {
                warnings.push("ci sono troppi certificati: le ultime firme non sono state controllate".to_owned());
                break;
            }
            facts.push(found);
        }
        match stream.begins() {
            Ok(begin) => warnings.extend(unseen(&begin)),
            Err(firma_cms::Error::Detached) => {}
            Err(error) => return Err(damaged(error)),
        }
        Ok(Self { facts, warnings })
    }

    /// Adds what whoever asks knows to be missing; Italian, without a full stop. With a warning the whole is less than
    /// green.
    pub fn warn(&mut self, text: String) {
        self.warnings.push(text);
    }

    /// Judges every signature.
    #[must_use]
    pub fn judge(&self, question: &Question<'_>) -> Report {
        let mut walk = Walk::begin(question);
        for facts in &self.facts {
            walk.judge(question, 0, facts);
        }
        walk.warnings.extend(self.warnings.iter().cloned());
        Report::of(question.now, walk.signatures, walk.stamps, walk.warnings)
    }
}

/// Reads an envelope where it is, and judges it once: [`Large`].
///
/// # Errors
/// [`Unreadable`] if it is not such an envelope, or cannot be read.
pub fn large<R: Read + Seek>(file: R, question: &Question<'_>) -> Result<Report, Unreadable> {
    Ok(Large::read(file)?.judge(question))
}

/// Bytes of what came with a signature, and with those upon it.
fn weight(facts: &SignatureFacts) -> usize {
    let sum = |parts: &[Vec<u8>]| parts.iter().map(Vec::len).sum::<usize>();
    let stamps = facts.time_stamps.iter();
    let stamps = stamps.map(|stamp| sum(&stamp.certificates) + sum(&stamp.crls) + sum(&stamp.ocsps)).sum::<usize>();
    let upon = facts.counter_signatures.iter().map(weight).sum::<usize>();
    sum(&facts.certificates) + sum(&facts.crls) + sum(&facts.ocsps) + stamps + upon
}

/// What is told of a document that may be signed itself.
fn unseen(begin: &[u8]) -> Option<String> {
    let what = match form(begin) {
        _ if begin.starts_with(b"PK\x03\x04") => "un archivio",
        Some(Format::Pades) => "un PDF",
        Some(Format::Xades) => "un XML",
        Some(_) => "un'altra busta firmata",
        None => return None,
    };
    Some(format!(
        "il documento nella busta è {what} troppo grande: se dentro ci sono altre firme, non sono state controllate"
    ))
}
