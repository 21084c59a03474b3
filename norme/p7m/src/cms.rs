//! `ContentInfo`, `SignedData` (RFC 5652 sections 3 and 5) and `TimeStampedData` (RFC 5544).

use crate::ber::{self, Children, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, context};
use crate::{Error, Signer, signer};

/// Most certificates looked at, and most signers read, in one envelope.
const CERTIFICATES_MAX: usize = 256;
const SIGNERS_MAX: usize = 256;

/// 1.2.840.113549.1.7: the arc of PKCS#7.
const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
/// 1.2.840.113549.1.9.16.1: the arc of S/MIME content types.
const SMIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01];

/// What an envelope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Signed (`SignedData`): `.p7m`.
    Signed,
    /// Time-stamped (`TimeStampedData`): `.tsd`. It has no signers of its own.
    TimeStamped,
}

/// The parts of an envelope that we use.
pub(crate) struct Cms<'a> {
    pub kind: Kind,
    content: Option<Element<'a>>,
    certificates: Vec<Element<'a>>,
    infos: Vec<Element<'a>>,
}

impl Cms<'_> {
    /// The enclosed bytes.
    pub fn content(&self) -> Result<Vec<u8>, Error> {
        let content = self.content.ok_or(Error::Detached)?;
        // PKCS#7 1.5 allowed any type here; what is not an octet string is enclosed as it stands.
        if content.tag & !ber::CONSTRUCTED == OCTET_STRING { content.octets() } else { Ok(content.whole.to_vec()) }
    }

    /// The signers; what cannot be read of one does not hide the others.
    pub fn signers(&self) -> Vec<Signer> {
        let certificates = signer::certificates(&self.certificates);
        let infos = self.infos.iter();
        infos.map(|info| signer::read(info, &certificates)).collect()
    }
}

/// Reads the outermost structure. Anything that does not begin as `ContentInfo` is [`Error::NotP7m`].
pub(crate) fn parse(bytes: &[u8]) -> Result<Cms<'_>, Error> {
    if !begins_as_cms(bytes) {
        return Err(Error::NotP7m);
    }
    let (outer, _) = ber::next(bytes)?;
    let mut parts = outer.children();
    let kind = match parts.next() {
        Some(Ok(element)) if outer.tag == SEQUENCE && element.tag == OID => element.content,
        _ => return Err(Error::NotP7m),
    };
    match (kind.strip_prefix(PKCS7), kind.strip_prefix(SMIME)) {
        (Some([2]), _) => signed(inner(&mut parts)?),
        (_, Some([31])) => time_stamped(inner(&mut parts)?),
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
    kind.starts_with(PKCS7) || kind.starts_with(SMIME)
}

fn inner<'a>(parts: &mut Children<'a>) -> Result<Element<'a>, Error> {
    let tagged = parts.expect(context(0), "manca il contenuto della busta")?;
    tagged.children().expect(SEQUENCE, "manca il contenuto della busta")
}

fn signed(data: Element<'_>) -> Result<Cms<'_>, Error> {
    let mut parts = data.children();
    parts.expect(INTEGER, "manca la versione")?;
    parts.expect(SET, "mancano gli algoritmi")?;
    let enclosed = parts.expect(SEQUENCE, "manca il documento")?;
    let mut enclosed = enclosed.children();
    enclosed.expect(OID, "manca il tipo del documento")?;
    let content = match enclosed.optional(context(0))? {
        Some(tagged) => tagged.children().next().transpose()?,
        None => None,
    };
    let certificates = elements(parts.optional(context(0))?, CERTIFICATES_MAX)?;
    parts.optional(context(1))?;
    let infos = elements(parts.optional(SET)?, SIGNERS_MAX)?;
    Ok(Cms {
        kind: Kind::Signed,
        content,
        certificates: certificates.into_iter().filter(|element| element.tag == SEQUENCE).collect(),
        infos: infos.into_iter().filter(|element| element.tag == SEQUENCE).collect(),
    })
}

fn elements(parent: Option<Element<'_>>, most: usize) -> Result<Vec<Element<'_>>, Error> {
    parent.map_or(Ok(Vec::new()), |parent| parent.children().take(most).collect())
}

/// `version, dataUri IA5String OPTIONAL, metaData SEQUENCE OPTIONAL, content OCTET STRING OPTIONAL, …`
fn time_stamped(data: Element<'_>) -> Result<Cms<'_>, Error> {
    const IA5_STRING: u8 = 0x16;
    let mut parts = data.children();
    parts.expect(INTEGER, "manca la versione")?;
    parts.optional(IA5_STRING)?;
    parts.optional(SEQUENCE)?;
    let content = match parts.optional(OCTET_STRING)? {
        Some(content) => Some(content),
        None => parts.optional(OCTET_STRING | ber::CONSTRUCTED)?,
    };
    Ok(Cms { kind: Kind::TimeStamped, content, certificates: Vec::new(), infos: Vec::new() })
}
