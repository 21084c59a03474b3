//! What CMS needs of an X.509 certificate (RFC 5280): how it is named, and its key. The rest is for who judges it.

use crate::ber::{self, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, context};
use crate::{Error, Name, name, time};
use chrono::{DateTime, Utc};
use firma_algoritmi::PublicKey;

/// Most extensions looked at.
const EXTENSIONS_MAX: usize = 128;

/// A certificate, read as far as a signer points at it. **Nothing of it is verified here.**
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certificate<'a> {
    /// The whole certificate, as it stands.
    pub der: &'a [u8],
    /// Content octets of the serial number.
    pub serial: &'a [u8],
    /// The issuer's name, encoded.
    pub issuer: &'a [u8],
    /// The subject's name, encoded.
    pub subject: &'a [u8],
    /// `SubjectPublicKeyInfo`, encoded.
    pub spki: &'a [u8],
    /// The key identifier of the extension 2.5.29.14.
    pub key_identifier: Option<&'a [u8]>,
    /// First and last instant of validity; `None` if they cannot be read.
    pub validity: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl<'a> Certificate<'a> {
    /// Reads one.
    ///
    /// # Errors
    /// [`Error::Damaged`] or [`Error::Truncated`].
    pub fn read(der: &'a [u8]) -> Result<Certificate<'a>, Error> {
        read(&ber::next(der)?.0)
    }

    /// The parts of the subject's name that identify somebody.
    #[must_use]
    pub fn subject_name(&self) -> Name {
        ber::next(self.subject).map(|(name, _)| name::read(&name)).unwrap_or_default()
    }

    /// The parts of the issuer's name that identify somebody.
    #[must_use]
    pub fn issuer_name(&self) -> Name {
        ber::next(self.issuer).map(|(name, _)| name::read(&name)).unwrap_or_default()
    }

    /// The public key.
    ///
    /// # Errors
    /// As [`PublicKey::from_spki`].
    pub fn key(&self) -> Result<PublicKey, firma_algoritmi::Error> {
        PublicKey::from_spki(self.spki)
    }
}

/// `Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version, serial, algorithm, issuer, validity,
/// subject, key, …, [3] extensions } … }`
pub(crate) fn read<'a>(element: &Element<'a>) -> Result<Certificate<'a>, Error> {
    const DAMAGED: &str = "un certificato non è leggibile";
    if element.tag != SEQUENCE {
        return Err(Error::Damaged(DAMAGED));
    }
    let body = element.children().expect(SEQUENCE, DAMAGED)?;
    let mut parts = body.children();
    parts.optional(context(0))?;
    let serial = parts.expect(INTEGER, DAMAGED)?.content;
    parts.expect(SEQUENCE, DAMAGED)?;
    let issuer = parts.expect(SEQUENCE, DAMAGED)?.whole;
    let validity = parts.expect(SEQUENCE, DAMAGED)?;
    let subject = parts.expect(SEQUENCE, DAMAGED)?.whole;
    let spki = parts.expect(SEQUENCE, DAMAGED)?.whole;
    let extensions = parts.map_while(Result::ok).find(|part| part.tag == context(3));
    Ok(Certificate {
        der: element.whole,
        serial,
        issuer,
        subject,
        spki,
        key_identifier: extensions.and_then(|extensions| key_identifier(&extensions)),
        validity: instants(&validity),
    })
}

/// subjectKeyIdentifier, 2.5.29.14: an OCTET STRING that holds an OCTET STRING.
fn key_identifier<'a>(extensions: &Element<'a>) -> Option<&'a [u8]> {
    let list = extensions.children().expect(SEQUENCE, "").ok()?;
    let found = list.children().map_while(Result::ok).take(EXTENSIONS_MAX).find(|extension| {
        let kind = extension.children().next();
        matches!(kind, Some(Ok(kind)) if kind.tag == OID && kind.content == [0x55, 0x1d, 0x0e])
    })?;
    let value = found.children().map_while(Result::ok).find(|part| part.tag == OCTET_STRING)?;
    let mut inside = Element { tag: SEQUENCE, ..value }.children();
    Some(inside.expect(OCTET_STRING, "").ok()?.content)
}

fn instants(element: &Element<'_>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let mut instants = element.children().map_while(Result::ok).filter_map(|instant| time::read(&instant));
    Some((instants.next()?, instants.next()?))
}
