//! An envelope too large for memory: what is around its document is read, the document is hashed where it is.

use std::io::{Read, Seek};

use firma_cms::{Given, Stream};

use super::Unreadable;
use super::cms::{self, Around};
use super::file::{Walk, form, odd};
use crate::verify::judge::Question;
use crate::verify::report::{Format, Report, Scope};

/// Judges every signature of an envelope (`.p7m`, binary) with its document in it, in flat memory. Signatures that the document
/// may have inside are not looked for: where it may have some, a warning says so, and the whole is less than green.
///
/// # Errors
/// [`Unreadable`] if it is not such an envelope, or cannot be read.
pub fn large<R: Read + Seek>(file: R, question: &Question<'_>) -> Result<Report, Unreadable> {
    let damaged = |error: firma_cms::Error| match error {
        firma_cms::Error::NotP7m | firma_cms::Error::NotSigned(_) => Unreadable::Unknown,
        other => Unreadable::Damaged { form: Format::Cades, why: other.to_string() },
    };
    let stream = Stream::open(file).map_err(damaged)?;
    let data = stream.signed_data().map_err(damaged)?;
    let around = Around::of(&data);
    let scope = Scope { what: "il documento intero".into(), whole: true, ..Scope::default() };
    let mut walk = Walk::begin(question);
    for (place, signer) in stream.check(&data, &Given::default()).iter().enumerate() {
        let mut facts = cms::signature(signer, &around, Format::Cades, format!("1.{}", place + 1), scope.clone());
        odd(&data.anomalies, &mut facts);
        walk.judge(question, 0, &facts);
    }
    match stream.begins() {
        Ok(begin) => walk.warnings.extend(unseen(&begin)),
        Err(firma_cms::Error::Detached) => {}
        Err(error) => return Err(damaged(error)),
    }
    Ok(Report::of(question.now, walk.signatures, walk.stamps, walk.warnings))
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
