//! OCSP answers (RFC 6960), whole or only their basic part.

use chrono::{DateTime, Utc};
use der::asn1::AnyRef;
use der::{Tag, Tagged};
use firma_algoritmi::{Digest, Scheme, SignatureForm};

use super::crl::extensions;
use super::{EvidenceError, Reason, Statement};
use crate::verify::certificate::{Certificate, NameKey, key_of_der};
use crate::verify::limits::{OCSP_BYTES_MAX, OCSP_SINGLES_MAX};
use crate::verify::tlv::{self, Fields};

/// How the responder names itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Responder {
    /// By name.
    Name(NameKey),
    /// By SHA-1 of its key.
    Key(Vec<u8>),
}

/// What an answer says of one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Single {
    digest: Option<Digest>,
    name_hash: Vec<u8>,
    key_hash: Vec<u8>,
    serial: Vec<u8>,
    /// What it says; `None` is `unknown`.
    pub statement: Option<Statement>,
    /// When that was known to be so.
    pub this_update: DateTime<Utc>,
    /// Until when.
    pub next_update: Option<DateTime<Utc>>,
    /// `archiveCutoff` (RFC 6960 §4.4.4): expired certificates are still spoken of if they expired after this.
    pub archive_cutoff: Option<DateTime<Utc>>,
    /// `CertHash` (Common PKI): digest of the very certificate that is spoken of.
    pub cert_hash: Option<(Option<Digest>, Vec<u8>)>,
    unusable: bool,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Ocsp {
    tbs: Vec<u8>,
    responder: Responder,
    produced_at: DateTime<Utc>,
    singles: Vec<Single>,
    scheme: Result<Scheme, firma_algoritmi::Error>,
    signature: Vec<u8>,
    certificates: Vec<Vec<u8>>,
    nonce: Option<Vec<u8>>,
    unusable: Option<String>,
}

/// `id-pkix-ocsp-nonce`.
const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
const CERTIFICATES_MAX: usize = 16;

impl Ocsp {
    /// Reads an `OCSPResponse` or a `BasicOCSPResponse`, DER.
    ///
    /// # Errors
    /// [`EvidenceError`].
    pub fn read(der: &[u8]) -> Result<Ocsp, EvidenceError> {
        if der.len() > OCSP_BYTES_MAX {
            return Err(EvidenceError::TooBig(der.len()));
        }
        let whole = Fields::of_sequence(der).ok_or(EvidenceError::NotOcsp)?;
        if whole.peek() != Some(Tag::Enumerated) {
            return basic(der).ok_or(EvidenceError::NotOcsp);
        }
        let mut fields = whole;
        let status = fields.any().map(|status| status.value().to_vec()).unwrap_or_default();
        if status != [0] {
            return Err(EvidenceError::Refused(status.first().copied().unwrap_or(u8::MAX)));
        }
        let inner = fields.context(0).and_then(|bytes| Fields::inside(bytes.value()).expect(Tag::Sequence));
        let mut inner = Fields::inside(inner.ok_or(EvidenceError::NotOcsp)?.value());
        let kind = inner.any().and_then(tlv::oid);
        let body = inner.expect(Tag::OctetString).filter(|_| kind.as_deref() == Some("1.3.6.1.5.5.7.48.1.1"));
        basic(body.ok_or(EvidenceError::NotOcsp)?.value()).ok_or(EvidenceError::NotOcsp)
    }

    /// When it was signed.
    #[must_use]
    pub fn produced_at(&self) -> DateTime<Utc> {
        self.produced_at
    }

    /// The number of the question that it answers (RFC 9654): who repeats another's answers a year-old one. Responders that answer
    /// from a store leave it out (RFC 5019 §4), and then the dates of the answer must do.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// How it was signed.
    ///
    /// # Errors
    /// The algorithm is not known.
    pub fn scheme(&self) -> Result<Scheme, firma_algoritmi::Error> {
        self.scheme.clone()
    }

    /// The certificates that came with it, DER.
    pub fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.certificates.iter().map(Vec::as_slice)
    }

    /// Whether this certificate is the one by which the responder names itself.
    #[must_use]
    pub fn is_responder(&self, certificate: &Certificate) -> bool {
        match &self.responder {
            Responder::Name(name) => name == certificate.subject_key(),
            Responder::Key(hash) => *hash == Digest::Sha1.of(certificate.key_bits()),
        }
    }

    /// Checks that this certificate's key signed it.
    ///
    /// # Errors
    /// It did not, or that cannot be checked.
    pub fn check_signed_by(&self, responder: &Certificate) -> Result<(), firma_algoritmi::Error> {
        responder.key()?.verify(self.scheme()?, &self.tbs, &self.signature, SignatureForm::Der)
    }

    /// What it says of a certificate of this issuer.
    ///
    /// # Errors
    /// [`EvidenceError::OtherCertificate`], [`EvidenceError::Unusable`].
    pub fn about(&self, certificate: &Certificate, issuer: &Certificate) -> Result<&Single, EvidenceError> {
        if let Some(why) = &self.unusable {
            return Err(EvidenceError::Unusable(why.clone()));
        }
        let same = |single: &&Single| {
            single.serial == certificate.serial()
                && single.digest.is_some_and(|digest| {
                    digest.of(issuer.subject_der()) == single.name_hash
                        && digest.of(issuer.key_bits()) == single.key_hash
                })
        };
        // Of several about the same certificate the newest.
        let found = self.singles.iter().filter(same).max_by_key(|single| single.this_update);
        let single = found.ok_or(EvidenceError::OtherCertificate)?;
        if single.unusable {
            return Err(EvidenceError::Unusable("contiene una condizione che il programma non conosce".into()));
        }
        let other =
            |(digest, hash): &(Option<Digest>, Vec<u8>)| digest.is_none_or(|it| it.of(certificate.der()) != *hash);
        if single.cert_hash.as_ref().is_some_and(other) {
            return Err(EvidenceError::OtherCertificate);
        }
        Ok(single)
    }
}

fn basic(der: &[u8]) -> Option<Ocsp> {
    let mut outer = Fields::of_sequence(der)?;
    let tbs = outer.raw()?;
    let (algorithm, parameters) = tlv::algorithm(outer.expect(Tag::Sequence)?)?;
    let signature = tlv::bits(outer.any()?)?.to_vec();
    let certificates = outer.context(0).and_then(|list| Fields::inside(list.value()).expect(Tag::Sequence));
    let mut ders = Vec::new();
    if let Some(list) = certificates {
        let mut list = Fields::inside(list.value());
        while let Some(certificate) = list.raw().filter(|_| ders.len() < CERTIFICATES_MAX) {
            ders.push(certificate.to_vec());
        }
    }
    let mut fields = Fields::of_sequence(tbs)?;
    let first = fields.context(0);
    // `[0] version` is explicit with an integer inside; it is seldom there.
    let version = first.is_some();
    let responder = fields.any()?;
    if !responder.tag().is_context_specific() || (version && first?.value().first() != Some(&2)) {
        return None;
    }
    let responder = match responder.tag().number().value() {
        1 => Responder::Name(key_of_der(responder.value())?),
        2 => Responder::Key(Fields::inside(responder.value()).expect(Tag::OctetString)?.value().to_vec()),
        _ => return None,
    };
    let produced_at = tlv::time(fields.any()?)?;
    let list = fields.expect(Tag::Sequence)?;
    let singles: Vec<Single> =
        Fields::inside(list.value()).take(OCSP_SINGLES_MAX).map(single).collect::<Option<_>>()?;
    let (mut unusable, mut nonce) = (None, None);
    if let Some(list) = fields.context(1).and_then(|list| Fields::inside(list.value()).expect(Tag::Sequence)) {
        let known = [NONCE, "1.3.6.1.5.5.7.48.1.9"];
        let list = extensions(list)?;
        // Inside the value stands another octet string; old responders leave that out.
        let inner = |value: &Vec<u8>| {
            let inner = tlv::whole(value).filter(|inner| inner.tag() == Tag::OctetString);
            inner.map_or_else(|| value.clone(), |inner| inner.value().to_vec())
        };
        nonce = list.iter().find(|(oid, ..)| oid == NONCE).map(|(.., value)| inner(value));
        let mut other = list.iter().filter(|(oid, critical, _)| *critical && !known.contains(&oid.as_str()));
        unusable =
            other.next().map(|(oid, ..)| format!("contiene una condizione che il programma non conosce ({oid})"));
    }
    Some(Ocsp {
        tbs: tbs.to_vec(),
        responder,
        produced_at,
        singles,
        scheme: Scheme::from_algorithm(&algorithm, parameters.as_deref(), None),
        signature,
        certificates: ders,
        nonce,
        unusable,
    })
}

fn single(value: AnyRef<'_>) -> Option<Single> {
    let mut fields = Fields::inside(value.value());
    let mut id = Fields::inside(fields.expect(Tag::Sequence)?.value());
    let (algorithm, _) = tlv::algorithm(id.expect(Tag::Sequence)?)?;
    let name_hash = id.expect(Tag::OctetString)?.value().to_vec();
    let key_hash = id.expect(Tag::OctetString)?.value().to_vec();
    let serial = tlv::serial(id.any()?)?.to_vec();
    let status = fields.any().filter(|status| status.tag().is_context_specific())?;
    let statement = match status.tag().number().value() {
        0 => Some(Statement::Good),
        1 => Some(revoked(status)?),
        _ => None,
    };
    let this_update = tlv::time(fields.any()?)?;
    let next_update = match fields.context(0) {
        Some(inner) => Some(tlv::time(Fields::inside(inner.value()).any()?)?),
        None => None,
    };
    let mut single = Single {
        digest: Digest::from_oid(&algorithm),
        name_hash,
        key_hash,
        serial,
        statement,
        this_update,
        next_update,
        archive_cutoff: None,
        cert_hash: None,
        unusable: false,
    };
    if let Some(list) = fields.context(1).and_then(|list| Fields::inside(list.value()).expect(Tag::Sequence)) {
        for (oid, critical, value) in extensions(list)? {
            match oid.as_str() {
                "1.3.6.1.5.5.7.48.1.6" => single.archive_cutoff = tlv::whole(&value).and_then(tlv::time),
                "1.3.36.8.3.13" => single.cert_hash = Some(cert_hash(&value)?),
                // The CRL that the responder looked at; reasons and dates of an entry.
                "1.3.6.1.5.5.7.48.1.3" | "2.5.29.21" | "2.5.29.24" => {}
                _ => single.unusable |= critical,
            }
        }
    }
    Some(single)
}

fn revoked(status: AnyRef<'_>) -> Option<Statement> {
    let mut fields = Fields::inside(status.value());
    let at = tlv::time(fields.any()?)?;
    let reason = fields.context(0).and_then(|reason| reason.value().last().copied());
    Some(match reason.map(Reason::from_code).unwrap_or_default() {
        Reason::Hold => Statement::Hold { since: at },
        reason => Statement::Revoked { at, reason },
    })
}

fn cert_hash(value: &[u8]) -> Option<(Option<Digest>, Vec<u8>)> {
    let mut fields = Fields::of_sequence(value)?;
    let (algorithm, _) = tlv::algorithm(fields.expect(Tag::Sequence)?)?;
    Some((Digest::from_oid(&algorithm), fields.expect(Tag::OctetString)?.value().to_vec()))
}
