//! `ContentInfo` and `SignedData` (RFC 5652 sections 3 and 5).

use crate::ber::{self, Children, Element, INTEGER, OID, SEQUENCE, SET, context};
use crate::certificate::{self, Certificate};
use crate::oid::{self, OCSP_BASIC, OCSP_RESPONSE};
use crate::revocation::{Origin, Revocation, RevocationForm};
use crate::signer_info::{self, SignerInfo};
use crate::time_stamped::{self, TimeStampedData};
use crate::{Algorithm, Anomaly, Error, Oid, algorithm};
use std::borrow::Cow;

/// Most certificates read in one envelope.
pub const CERTIFICATES_MAX: usize = 256;
/// Most certificate revocation lists and OCSP responses read in one envelope.
pub const REVOCATIONS_MAX: usize = 256;
/// Most signers read in one envelope.
pub const SIGNERS_MAX: usize = 256;
/// Most digest algorithms read in one envelope.
pub const DIGESTS_MAX: usize = 32;

/// An envelope, read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Cms<'a> {
    /// Signed: `.p7m`, `.p7s`, a time-stamp token.
    Signed(SignedData<'a>),
    /// Time-stamped: `.tsd` (RFC 5544).
    TimeStamped(TimeStampedData<'a>),
}

/// What is enclosed, if it is.
#[derive(Debug, Clone, Copy)]
pub struct Enclosed<'a>(pub(crate) Element<'a>);

impl<'a> Enclosed<'a> {
    /// The enclosed document: borrowed where it stands in one piece, else joined.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the pieces cannot be read.
    pub fn bytes(&self) -> Result<Cow<'a, [u8]>, Error> {
        // PKCS#7 1.5 allowed any type here; what is not an octet string is enclosed as it stands.
        if self.0.is_octets() { self.0.octets() } else { Ok(Cow::Borrowed(self.0.whole)) }
    }

    /// Hands over what is signed, piece by piece: the octets, without tag and length.
    pub(crate) fn pieces(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        if self.0.is_octets() {
            return self.0.pieces(take);
        }
        take(self.0.content);
        Ok(())
    }
}

/// `SignedData` (RFC 5652 section 5.1). **Nothing is verified by reading it.**
#[derive(Debug, Clone)]
pub struct SignedData<'a> {
    /// The digests that the file says its signers use.
    pub digest_algorithms: Vec<Algorithm<'a>>,
    /// The type of what is signed (`id-data`, mostly).
    pub content_type: Oid<'a>,
    /// What is signed, if it is inside.
    pub content: Option<Enclosed<'a>>,
    /// The certificates, in order.
    pub certificates: Vec<Certificate<'a>>,
    /// The revocation lists and OCSP responses of `crls`, in order.
    pub revocations: Vec<Revocation<'a>>,
    /// The signers that could be read, in order.
    pub signers: Vec<SignerInfo<'a>>,
    /// What is not as it should be.
    pub anomalies: Vec<Anomaly>,
    /// `encapContentInfo`, `certificates`, `crls` and the items of the latter two, as they stand: what an archive time
    /// stamp covers.
    pub(crate) parts: Parts<'a>,
}

#[derive(Debug, Clone)]
pub(crate) struct Parts<'a> {
    pub encapsulated: Element<'a>,
    pub certificates: Option<Element<'a>>,
    pub crls: Option<Element<'a>>,
    pub certificate_items: Vec<&'a [u8]>,
    pub crl_items: Vec<&'a [u8]>,
}

/// Reads the outermost structure of binary bytes ([`unwrap`](crate::unwrap) takes base64 off).
///
/// # Errors
/// [`Error::NotP7m`] for anything that does not begin as `ContentInfo`; else as the error says.
pub fn read(bytes: &[u8]) -> Result<Cms<'_>, Error> {
    if bytes.len() > crate::BYTES_MAX {
        return Err(Error::TooBig { found: bytes.len(), limit: crate::BYTES_MAX });
    }
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    if !begins_as_cms(bytes) {
        return Err(Error::NotP7m);
    }
    let (outer, rest) = ber::next(bytes)?;
    let mut cms = content_info(&outer)?;
    if let Cms::Signed(data) = &mut cms
        && !rest.is_empty()
    {
        let zeros = rest.iter().all(|byte| *byte == 0);
        data.anomalies.push(Anomaly::TrailingBytes { count: rest.len(), zeros });
    }
    Ok(cms)
}

/// Reads `SignedData` in its `ContentInfo`.
///
/// # Errors
/// As [`read`]; a `.tsd` is [`Error::NotSigned`].
pub fn signed_data(bytes: &[u8]) -> Result<SignedData<'_>, Error> {
    match read(bytes)? {
        Cms::Signed(data) => Ok(data),
        Cms::TimeStamped(_) => Err(Error::NotSigned("è una busta di marca temporale")),
    }
}

pub(crate) fn content_info<'a>(outer: &Element<'a>) -> Result<Cms<'a>, Error> {
    let mut parts = outer.children();
    let kind = match parts.next() {
        Some(Ok(element)) if outer.tag == SEQUENCE && element.tag == OID => Oid(element.content),
        _ => return Err(Error::NotP7m),
    };
    match (kind.under(oid::PKCS7), kind.under(oid::SMIME)) {
        (Some([2]), _) => signed(inner(&mut parts)?).map(Cms::Signed),
        (_, Some([31])) => time_stamped::read(&inner(&mut parts)?).map(Cms::TimeStamped),
        (Some([1]), _) => Err(Error::NotSigned("contiene dati senza firma")),
        (Some([3]), _) => Err(Error::NotSigned("è cifrata")),
        (Some([4]), _) => Err(Error::NotSigned("è firmata e cifrata insieme")),
        (Some([5]), _) => Err(Error::NotSigned("contiene solo un'impronta")),
        (Some([6]), _) => Err(Error::NotSigned("è cifrata")),
        (_, Some([9])) => Err(Error::NotSigned("è compressa")),
        _ => Err(Error::NotP7m),
    }
}

/// True if the bytes begin with a SEQUENCE whose first element is one of our content types: a text that
/// begins with `0` is no damaged envelope.
fn begins_as_cms(bytes: &[u8]) -> bool {
    let [SEQUENCE, length, rest @ ..] = bytes else { return false };
    let octets = if *length > 0x80 { usize::from(length & 0x7f) } else { 0 };
    let Some([OID, _, kind @ ..]) = rest.get(octets..) else { return false };
    kind.starts_with(oid::PKCS7) || kind.starts_with(oid::SMIME)
}

fn inner<'a>(parts: &mut Children<'a>) -> Result<Element<'a>, Error> {
    let tagged = parts.expect(context(0), "manca il contenuto della busta")?;
    tagged.children().expect(SEQUENCE, "manca il contenuto della busta")
}

fn signed(data: Element<'_>) -> Result<SignedData<'_>, Error> {
    let mut anomalies = Vec::new();
    let mut parts = data.children();
    parts.expect(INTEGER, "manca la versione")?;
    let digests = parts.expect(SET, "mancano gli algoritmi")?;
    let digest_algorithms = digests
        .children()
        .take(DIGESTS_MAX)
        .map_while(Result::ok)
        .filter_map(|element| algorithm::read(&element).ok())
        .collect();
    let encapsulated = parts.expect(SEQUENCE, "manca il documento")?;
    let mut enclosed = encapsulated.children();
    let content_type = Oid(enclosed.expect(OID, "manca il tipo del documento")?.content);
    let content = match enclosed.optional(context(0))? {
        Some(tagged) => tagged.children().next().transpose()?.map(Enclosed),
        None => None,
    };
    if content.is_some_and(|content| !content.0.is_octets()) {
        anomalies.push(Anomaly::ContentNotOctets);
    }
    let certificate_set = parts.optional(context(0))?;
    let crl_set = parts.optional(context(1))?;
    let certificate_items = items(certificate_set, CERTIFICATES_MAX, "certificati", &mut anomalies)?;
    // The document does not depend on these.
    let crl_items = items(crl_set, REVOCATIONS_MAX, "liste di revoca", &mut anomalies).unwrap_or_else(|error| {
        anomalies.push(Anomaly::UnreadableRevocations { error });
        Vec::new()
    });
    let infos = items(parts.optional(SET)?, SIGNERS_MAX, "firmatari", &mut anomalies)?;
    let mut signers = Vec::with_capacity(infos.len());
    for (place, info) in infos.iter().enumerate() {
        match signer_info::read(info) {
            Ok(signer) => signers.push(signer),
            Err(error) => anomalies.push(Anomaly::UnreadableSigner { place, error }),
        }
    }
    Ok(SignedData {
        digest_algorithms,
        content_type,
        content,
        certificates: certificates(&certificate_items, &mut anomalies),
        revocations: crl_items.iter().filter_map(revocation).collect(),
        signers,
        anomalies,
        parts: Parts {
            encapsulated,
            certificates: certificate_set,
            crls: crl_set,
            certificate_items: certificate_items.iter().map(|item| item.whole).collect(),
            crl_items: crl_items.iter().map(|item| item.whole).collect(),
        },
    })
}

fn items<'a>(
    parent: Option<Element<'a>>,
    limit: usize,
    what: &'static str,
    anomalies: &mut Vec<Anomaly>,
) -> Result<Vec<Element<'a>>, Error> {
    let Some(parent) = parent else { return Ok(Vec::new()) };
    let mut children = parent.children();
    let read = children.by_ref().take(limit).collect::<Result<Vec<_>, _>>()?;
    if !children.is_empty() {
        anomalies.push(Anomaly::TooMany { what, limit });
    }
    Ok(read)
}

/// Attribute certificates and other formats (`[0]` to `[3]`) are not certificates of signers.
fn certificates<'a>(items: &[Element<'a>], anomalies: &mut Vec<Anomaly>) -> Vec<Certificate<'a>> {
    let mut read = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate().filter(|(_, item)| item.tag == SEQUENCE) {
        match certificate::read(item) {
            Ok(certificate) => read.push(certificate),
            Err(error) => anomalies.push(Anomaly::UnreadableCertificate { place, error }),
        }
    }
    read
}

/// `RevocationInfoChoice ::= CHOICE { crl CertificateList, other [1] IMPLICIT OtherRevocationInfoFormat }`
fn revocation<'a>(item: &Element<'a>) -> Option<Revocation<'a>> {
    let origin = Origin::SignedData;
    if item.tag == SEQUENCE {
        return Some(Revocation { form: RevocationForm::Crl, origin, der: item.whole });
    }
    if item.tag != context(1) {
        return None;
    }
    let mut parts = item.children();
    let kind = Oid(parts.expect(OID, "").ok()?.content);
    let der = parts.expect(SEQUENCE, "").ok()?.whole;
    match kind {
        OCSP_RESPONSE => Some(Revocation { form: RevocationForm::OcspResponse, origin, der }),
        OCSP_BASIC => Some(Revocation { form: RevocationForm::BasicOcspResponse, origin, der }),
        _ => None,
    }
}
