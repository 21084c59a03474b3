//! `TimeStampedData`, `.tsd` (RFC 5544).

use crate::ber::{BOOLEAN, CONSTRUCTED, Element, IA5_STRING, INTEGER, OCTET_STRING, SEQUENCE, UTF8_STRING, context};
use crate::check::Given;
use crate::covered::{Covered, Source, Work};
use crate::facts::{Candidate, TokenFacts, TokenRole};
use crate::revocation::Origin;
use crate::signed_data::Enclosed;
use crate::token::{self, Inside, Token};
use crate::{Anomaly, Error};
use firma_algoritmi::Digest;

/// Most tokens read in one envelope.
pub const TOKENS_MAX: usize = 64;
/// Longest text of the metadata kept, characters.
const TEXT_MAX: usize = 500;

/// A document with its time stamps. **Nothing is verified by reading it.**
#[derive(Debug, Clone)]
pub struct TimeStampedData<'a> {
    /// The document, if it is inside.
    pub content: Option<Enclosed<'a>>,
    /// The document's name, if the file gives one. A claim.
    pub file_name: Option<String>,
    /// Its media type, if the file gives one. A claim.
    pub media_type: Option<String>,
    /// The metadata, if the time stamp covers them with the document (`hashProtected`).
    pub(crate) protected: Option<Element<'a>>,
    /// The time stamps, oldest first, each covering the one before it.
    pub(crate) evidence: Vec<Evidence<'a>>,
    /// What is not as it should be.
    pub anomalies: Vec<Anomaly>,
}

impl<'a> TimeStampedData<'a> {
    /// Checks every time stamp: the first covers the document (with the metadata, if they are protected), each other the one
    /// before it (RFC 5544 section 2). Oldest first.
    #[must_use]
    pub fn check(&self, given: &Given<'a>) -> Vec<TokenFacts<'a>> {
        let source = match (&given.content, self.content) {
            (Some(_), Some(_)) => Source::Twice,
            (Some(pieces), None) => Source::Given(pieces.clone()),
            (None, Some(enclosed)) => Source::Enclosed(enclosed),
            (None, None) => Source::None,
        };
        let beside: Vec<_> = given
            .certificates
            .iter()
            .map(|certificate| Candidate { certificate: *certificate, origin: Origin::Given })
            .collect();
        let mut covered = Covered::new(source);
        let around: usize = self.evidence.iter().map(|evidence| evidence.whole.whole.len()).sum();
        let mut work = Work::new(covered.size().saturating_add(around as u64));
        let inside = Inside { beside: &beside, depth: 0 };
        let mut before: Option<Evidence<'a>> = None;
        let mut found = Vec::with_capacity(self.evidence.len());
        for evidence in &self.evidence {
            let mut imprint = |_: &Token<'a>, digest: Digest, work: &mut Work| {
                let computed = match (before, self.protected) {
                    (Some(before), _) => work.hash(digest, &[before.whole.whole]),
                    (None, None) => covered.digest(digest, work),
                    (None, Some(metadata)) => work.bytes(covered.size()).and_then(|()| {
                        let mut hasher = digest.hasher();
                        hasher.update(metadata.whole);
                        covered.feed(&mut hasher)?;
                        Ok(hasher.finish())
                    }),
                };
                (computed, None)
            };
            let token = token::of_element(&evidence.token);
            let der = evidence.token.whole;
            found.push(token::facts(token, der, TokenRole::Document, &mut imprint, &inside, &mut work));
            before = Some(*evidence);
        }
        found
    }

    /// The revocation lists kept beside the time stamps.
    pub fn revocation_lists(&self) -> impl Iterator<Item = &'a [u8]> {
        self.evidence.iter().filter_map(|evidence| evidence.crl.map(|crl| crl.whole))
    }
}

/// `TimeStampAndCRL ::= SEQUENCE { timeStamp ContentInfo, crl CertificateList OPTIONAL }`
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evidence<'a> {
    pub whole: Element<'a>,
    pub token: Element<'a>,
    pub crl: Option<Element<'a>>,
}

/// `version, dataUri IA5String OPTIONAL, metaData SEQUENCE OPTIONAL, content OCTET STRING OPTIONAL, temporalEvidence`
pub(crate) fn read<'a>(data: &Element<'a>) -> Result<TimeStampedData<'a>, Error> {
    let mut anomalies = Vec::new();
    let mut parts = data.children();
    parts.expect(INTEGER, "manca la versione")?;
    parts.optional(IA5_STRING)?;
    let metadata = parts.optional(SEQUENCE)?;
    let content = match parts.optional(OCTET_STRING)? {
        Some(content) => Some(content),
        None => parts.optional(OCTET_STRING | CONSTRUCTED)?,
    };
    let mut evidence = Vec::new();
    if let Some(Ok(tagged)) = parts.next()
        && tagged.tag == context(0)
        && let Err(error) = tokens(&tagged, &mut evidence, &mut anomalies)
    {
        anomalies.push(Anomaly::UnreadableToken { error });
    }
    let mut read = TimeStampedData {
        content: content.map(Enclosed),
        file_name: None,
        media_type: None,
        protected: None,
        evidence,
        anomalies,
    };
    if let Some(metadata) = metadata {
        describe(&metadata, &mut read);
    }
    Ok(read)
}

/// `[0] IMPLICIT SEQUENCE OF TimeStampAndCRL`
fn tokens<'a>(
    tagged: &Element<'a>,
    evidence: &mut Vec<Evidence<'a>>,
    anomalies: &mut Vec<Anomaly>,
) -> Result<(), Error> {
    let mut items = tagged.children();
    for item in items.by_ref().take(TOKENS_MAX) {
        let item = item?;
        let mut pair = item.children();
        let token = pair.expect(SEQUENCE, "manca la marca temporale")?;
        evidence.push(Evidence { whole: item, token, crl: pair.optional(SEQUENCE)? });
    }
    if !items.is_empty() {
        anomalies.push(Anomaly::TooMany { what: "marche temporali", limit: TOKENS_MAX });
    }
    Ok(())
}

/// `MetaData ::= SEQUENCE { hashProtected BOOLEAN, fileName UTF8String OPTIONAL, mediaType IA5String OPTIONAL, … }`
fn describe<'a>(metadata: &Element<'a>, read: &mut TimeStampedData<'a>) {
    for field in metadata.children().map_while(Result::ok).take(8) {
        let text = || {
            let text = String::from_utf8_lossy(field.content);
            Some(text.chars().filter(|c| !c.is_control()).take(TEXT_MAX).collect::<String>())
                .filter(|it| !it.is_empty())
        };
        match field.tag {
            BOOLEAN if field.content.iter().any(|byte| *byte != 0) => read.protected = Some(*metadata),
            UTF8_STRING => read.file_name = text(),
            IA5_STRING => read.media_type = text(),
            _ => {}
        }
    }
}
