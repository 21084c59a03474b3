//! Time-stamp tokens and answers (RFC 3161).

use crate::ber::{self, BOOLEAN, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, context};
use crate::check::{DEPTH_MAX, Given};
use crate::covered::{Covered, Source, Work};
use crate::facts::{Candidate, Check, Reason, TokenFacts, TokenReading, TokenRole};
use crate::hash_index::HashIndexFacts;
use crate::oid::TST_INFO;
use crate::revocation::Origin;
use crate::signed_data::{self, Cms, SignedData};
use crate::{Anomaly, Error, algorithm, time};
use chrono::{DateTime, TimeDelta, Utc};
use firma_algoritmi::Digest;

/// `TSTInfo` (RFC 3161 section 2.4.2): what a time stamp says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TstInfo {
    /// The policy of the authority, dotted.
    pub policy: String,
    /// The digest of the imprint; `None` if we do not know it.
    pub digest: Option<Digest>,
    /// The digest's identifier, dotted.
    pub digest_oid: String,
    /// The imprint.
    pub imprint: Vec<u8>,
    /// Content octets of the serial number.
    pub serial: Vec<u8>,
    /// When.
    pub time: DateTime<Utc>,
    /// How far the clock may be off, either way, if told.
    pub accuracy: Option<TimeDelta>,
    /// Whether the authority's stamps can be ordered by their time whatever the accuracy.
    pub ordering: bool,
    /// Content octets of the nonce of the request.
    pub nonce: Option<Vec<u8>>,
    /// The authority's name (`GeneralName`, encoded), if told.
    pub tsa: Option<Vec<u8>>,
}

/// A time-stamp token, read. **Nothing is verified by reading it.**
#[derive(Debug, Clone)]
pub struct Token<'a> {
    /// The token, as it stands.
    pub der: &'a [u8],
    /// What it says.
    pub info: TstInfo,
    /// The signed data that carry it.
    pub data: SignedData<'a>,
}

/// Reads a token, or the answer of an authority that carries one (`.tsr`), from binary bytes.
///
/// # Errors
/// [`Error::NotTimeStamp`] for what is neither, [`Error::Refused`] for an answer without a token; else as the error says.
pub fn token(bytes: &[u8]) -> Result<Token<'_>, Error> {
    match signed_data::read(bytes) {
        Ok(Cms::Signed(data)) => of_data(bytes, data),
        Ok(Cms::TimeStamped(_)) => Err(Error::NotTimeStamp),
        Err(Error::NotP7m) => of_response(bytes),
        Err(error) => Err(error),
    }
}

/// `TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken OPTIONAL }`, whose first field begins with the status.
fn of_response(bytes: &[u8]) -> Result<Token<'_>, Error> {
    let (response, _) = ber::next(bytes).map_err(|_| Error::NotTimeStamp)?;
    let mut parts = response.children();
    let status = (response.tag == SEQUENCE).then(|| parts.expect(SEQUENCE, "").ok()).flatten();
    let status = status.and_then(|status| status.children().expect(INTEGER, "").ok()).ok_or(Error::NotTimeStamp)?;
    match parts.optional(SEQUENCE)? {
        Some(element) => of_element(&element),
        None => Err(Error::Refused(status.content.last().copied().unwrap_or(u8::MAX))),
    }
}

pub(crate) fn of_element<'a>(element: &Element<'a>) -> Result<Token<'a>, Error> {
    match signed_data::content_info(element) {
        Ok(Cms::Signed(data)) => of_data(element.whole, data),
        Ok(_) | Err(Error::NotP7m | Error::NotSigned(_)) => Err(Error::NotTimeStamp),
        Err(error) => Err(error),
    }
}

fn of_data<'a>(der: &'a [u8], data: SignedData<'a>) -> Result<Token<'a>, Error> {
    if data.content_type != TST_INFO {
        return Err(Error::NotTimeStamp);
    }
    let octets = data.content.ok_or(Error::NotTimeStamp)?.bytes()?;
    Ok(Token { der, info: tst_info(&octets)?, data })
}

fn tst_info(bytes: &[u8]) -> Result<TstInfo, Error> {
    const DAMAGED: &str = "il contenuto della marca temporale non è leggibile";
    let (element, _) = ber::next(bytes)?;
    if element.tag != SEQUENCE {
        return Err(Error::Damaged(DAMAGED));
    }
    let mut parts = element.children();
    parts.expect(INTEGER, DAMAGED)?;
    let policy = crate::Oid(parts.expect(OID, DAMAGED)?.content).to_string();
    let mut imprint = parts.expect(SEQUENCE, DAMAGED)?.children();
    let digest = algorithm::read(&imprint.any(DAMAGED)?)?;
    let imprint = imprint.expect(OCTET_STRING, DAMAGED)?.content.to_vec();
    let serial = parts.expect(INTEGER, DAMAGED)?.content.to_vec();
    let time = time::read_precise(&parts.any(DAMAGED)?).ok_or(Error::Damaged(DAMAGED))?;
    let accuracy = parts.optional(SEQUENCE)?.map(|accuracy| within(&accuracy));
    let ordering = parts.optional(BOOLEAN)?.is_some_and(|ordering| ordering.content.iter().any(|byte| *byte != 0));
    let nonce = parts.optional(INTEGER)?.map(|nonce| nonce.content.to_vec());
    let tsa = parts.optional(context(0))?.map(|tsa| tsa.content.to_vec());
    let digest_oid = digest.oid.to_string();
    Ok(TstInfo { policy, digest: digest.digest(), digest_oid, imprint, serial, time, accuracy, ordering, nonce, tsa })
}

/// `Accuracy ::= SEQUENCE { seconds INTEGER OPTIONAL, millis [0] OPTIONAL, micros [1] OPTIONAL }`
fn within(accuracy: &Element<'_>) -> TimeDelta {
    let mut sum = TimeDelta::zero();
    for part in accuracy.children().map_while(Result::ok).take(3) {
        let number = part.content.iter().take(4).fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
        let delta = match part.tag {
            INTEGER => TimeDelta::seconds(number),
            0x80 => TimeDelta::milliseconds(number),
            0x81 => TimeDelta::microseconds(number),
            _ => TimeDelta::zero(),
        };
        sum += delta;
    }
    sum
}

impl<'a> Token<'a> {
    /// Checks the token's own signature, and its imprint against the bytes that it must cover, `given.content`.
    #[must_use]
    pub fn check(&self, given: &Given<'a>) -> TokenFacts<'a> {
        let pieces = given.content.clone().map_or(Source::None, Source::Given);
        let beside: Vec<_> = given
            .certificates
            .iter()
            .map(|certificate| Candidate { certificate: *certificate, origin: Origin::Given })
            .collect();
        let mut covered = Covered::new(pieces);
        let mut work = Work::new(covered.size().saturating_add(self.der.len() as u64));
        let imprint = &mut |_: &Token<'a>, digest, work: &mut Work| (covered.digest(digest, work), None);
        facts(
            Ok(self.clone()),
            self.der,
            TokenRole::Document,
            imprint,
            &Inside { beside: &beside, depth: 0 },
            &mut work,
        )
    }
}

/// Where a token stands.
pub(crate) struct Inside<'s, 'a> {
    pub beside: &'s [Candidate<'a>],
    pub depth: usize,
}

/// Computes the imprint that a token should have, and what its hash index covers.
pub(crate) type Imprint<'f, 'a> =
    dyn FnMut(&Token<'a>, Digest, &mut Work) -> (Result<Vec<u8>, Reason>, Option<HashIndexFacts<'a>>) + 'f;

/// Checks one token.
pub(crate) fn facts<'a>(
    token: Result<Token<'a>, Error>,
    der: &'a [u8],
    role: TokenRole,
    imprint: &mut Imprint<'_, 'a>,
    inside: &Inside<'_, 'a>,
    work: &mut Work,
) -> TokenFacts<'a> {
    let mut facts = TokenFacts {
        role,
        der,
        reading: Err(Error::TooDeep { limit: DEPTH_MAX }),
        imprint: Check::Impossible(Reason::Absent("la marca temporale in forma leggibile")),
        hash_index: None,
    };
    if inside.depth > DEPTH_MAX {
        return facts;
    }
    let token = match token {
        Ok(token) => token,
        Err(error) => {
            facts.reading = Err(error);
            return facts;
        }
    };
    facts.imprint = match token.info.digest {
        Some(digest) => {
            let (computed, hash_index) = imprint(&token, digest, work);
            facts.hash_index = hash_index;
            Check::of(computed.map(|computed| computed == token.info.imprint))
        }
        None => Check::Impossible(firma_algoritmi::Error::UnknownAlgorithm(token.info.digest_oid.clone()).into()),
    };
    let mut anomalies = token.data.anomalies.clone();
    if token.data.signers.len() != 1 {
        anomalies.push(Anomaly::TokenSigners { count: token.data.signers.len() });
    }
    let mut covered = Covered::new(token.data.content.map_or(Source::None, Source::Enclosed));
    let signers = token.data.check_within(&mut covered, inside.beside, inside.depth, work);
    let Token { info, data, .. } = token;
    facts.reading = Ok(Box::new(TokenReading { info, data, signers, anomalies }));
    facts
}
