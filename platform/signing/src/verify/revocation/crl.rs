//! Certificate revocation lists (RFC 5280 §5): read without keeping an entry, because some have hundreds of
//! thousands.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use der::asn1::AnyRef;
use der::{Tag, Tagged};
use firma_algoritmi::{Scheme, SignatureForm};

use super::{EvidenceError, Reason, Statement};
use crate::verify::certificate::{Certificate, GeneralName, NameKey, general_names, key_of_der, small, uris};
use crate::verify::limits::{CRL_BYTES_MAX, EXTENSIONS_MAX};
use crate::verify::tlv::{self, Fields};

/// `issuingDistributionPoint` (RFC 5280 §5.2.5): of what the list speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    addresses: Vec<String>,
    named: bool,
    only_users: bool,
    only_authorities: bool,
    some_reasons: bool,
    indirect: bool,
    only_attributes: bool,
}

/// A revocation list.
#[derive(Debug, Clone)]
pub struct Crl {
    der: Arc<[u8]>,
    entries: std::ops::Range<usize>,
    tbs: std::ops::Range<usize>,
    issuer: NameKey,
    this_update: DateTime<Utc>,
    next_update: Option<DateTime<Utc>>,
    scheme: Result<Scheme, firma_algoritmi::Error>,
    signature: Vec<u8>,
    scope: Scope,
    number: Vec<u8>,
    delta_of: Option<Vec<u8>>,
    expired_since: Option<DateTime<Utc>>,
    unusable: Option<String>,
}

impl Crl {
    /// Reads a list, DER.
    ///
    /// # Errors
    /// [`EvidenceError`].
    pub fn read(der: &[u8]) -> Result<Crl, EvidenceError> {
        if der.len() > CRL_BYTES_MAX {
            return Err(EvidenceError::TooBig(der.len()));
        }
        read(der).ok_or(EvidenceError::NotCrl)
    }

    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> &NameKey {
        &self.issuer
    }

    /// When it was made.
    #[must_use]
    pub fn this_update(&self) -> DateTime<Utc> {
        self.this_update
    }

    /// By when the next must be there.
    #[must_use]
    pub fn next_update(&self) -> Option<DateTime<Utc>> {
        self.next_update
    }

    /// How it was signed.
    ///
    /// # Errors
    /// The algorithm is not known.
    pub fn scheme(&self) -> Result<Scheme, firma_algoritmi::Error> {
        self.scheme.clone()
    }

    /// Since when it keeps certificates that have expired (`expiredCertsOnCRL`, X.509 §9.5.2.8).
    #[must_use]
    pub fn expired_since(&self) -> Option<DateTime<Utc>> {
        self.expired_since
    }

    /// The number of the list upon which this one is a difference (`deltaCRLIndicator`).
    #[must_use]
    pub fn delta_of(&self) -> Option<&[u8]> {
        self.delta_of.as_deref()
    }

    /// Its own number (`cRLNumber`).
    #[must_use]
    pub fn number(&self) -> &[u8] {
        &self.number
    }

    /// Checks that this certificate's key signed it.
    ///
    /// # Errors
    /// It did not, or that cannot be checked.
    pub fn check_signed_by(&self, issuer: &Certificate) -> Result<(), firma_algoritmi::Error> {
        let tbs = self.der.get(self.tbs.clone()).unwrap_or_default();
        issuer.key()?.verify(self.scheme()?, tbs, &self.signature, SignatureForm::Der)
    }

    /// Whether it speaks of this certificate at all; if not, why.
    ///
    /// # Errors
    /// [`EvidenceError::OtherCertificate`] or [`EvidenceError::Unusable`].
    pub fn check_scope(&self, certificate: &Certificate) -> Result<(), EvidenceError> {
        if let Some(why) = &self.unusable {
            return Err(EvidenceError::Unusable(why.clone()));
        }
        let named = certificate.extensions().crl_issuers.contains(&self.issuer);
        if self.issuer != *certificate.issuer_key() && !(self.scope.indirect && named) {
            return Err(EvidenceError::OtherCertificate);
        }
        let is_authority = certificate.extensions().basic.is_some_and(|basic| basic.ca);
        let scope = &self.scope;
        let addresses = &certificate.extensions().crls;
        // Its own part of the list is named in the certificate (RFC 5280 §6.3.3 b 2 i).
        let elsewhere = !scope.addresses.is_empty() && !scope.addresses.iter().any(|it| addresses.contains(it));
        let unnamed = scope.named && scope.addresses.is_empty();
        if scope.only_attributes
            || (scope.only_users && is_authority)
            || (scope.only_authorities && !is_authority)
            || elsewhere
            || unnamed
        {
            return Err(EvidenceError::OtherCertificate);
        }
        Ok(())
    }

    /// What it says of a certificate. Check [`Crl::check_scope`] first.
    #[must_use]
    pub fn statement(&self, certificate: &Certificate) -> Option<Statement> {
        let entries = self.der.get(self.entries.clone()).unwrap_or_default();
        let mut issuer_is_it = self.issuer == *certificate.issuer_key();
        // The last entry counts: a later one of the same serial number is the newer.
        let mut found = None;
        let mut entries = Fields::inside(entries);
        while let Some(entry) = entries.any() {
            let mut fields = Fields::inside(entry.value());
            let same = fields.any().and_then(tlv::serial)? == certificate.serial();
            if !same && !self.scope.indirect {
                continue;
            }
            let at = fields.any().and_then(tlv::time);
            let extensions = fields.optional(Tag::Sequence).map(entry_extensions).unwrap_or_default();
            if let Some(issuers) = &extensions.issuer {
                issuer_is_it = issuers.contains(&GeneralName::Directory(certificate.issuer_key().clone()));
            }
            if same && issuer_is_it {
                found = Some((at.unwrap_or(self.this_update), extensions));
            }
        }
        // A list that cannot be read to its end may hide the entry that matters.
        if !entries.is_finished() {
            return None;
        }
        match found {
            Some((_, extensions)) if extensions.removed => Some(Statement::Good),
            Some((at, extensions)) if extensions.reason == Reason::Hold => Some(Statement::Hold { since: at }),
            Some((at, extensions)) => Some(Statement::Revoked { at, reason: extensions.reason }),
            // A difference that is silent says nothing by itself; nor does a list of some reasons only.
            None if self.delta_of.is_some() || self.scope.some_reasons => None,
            None => Some(Statement::Good),
        }
    }
}

#[derive(Default)]
struct EntryExtensions {
    reason: Reason,
    removed: bool,
    issuer: Option<Vec<GeneralName>>,
}

/// What cannot be read counts as not told: the certificate is revoked all the same.
fn entry_extensions(list: AnyRef<'_>) -> EntryExtensions {
    let mut read = EntryExtensions::default();
    for (oid, _, value) in extensions(list).unwrap_or_default() {
        match oid.as_str() {
            "2.5.29.21" => {
                let code = value.get(2).copied().filter(|_| value.len() == 3);
                read.removed = code == Some(8);
                read.reason = code.map(Reason::from_code).unwrap_or_default();
            }
            "2.5.29.29" => read.issuer = general_names(&value).or(Some(Vec::new())),
            _ => {}
        }
    }
    read
}

/// `Extensions`: identifier, critical, value; `None` if not all of them can be read.
pub(super) fn extensions(list: AnyRef<'_>) -> Option<Vec<(String, bool, Vec<u8>)>> {
    let mut all = Vec::new();
    let mut list = Fields::inside(list.value());
    while let Some(extension) = list.any() {
        let mut fields = Fields::inside(extension.value());
        let oid = tlv::oid(fields.expect(Tag::ObjectIdentifier)?)?;
        let critical = fields.optional(Tag::Boolean).is_some_and(|flag| flag.value() != [0]);
        all.push((oid, critical, fields.expect(Tag::OctetString)?.value().to_vec()));
        if all.len() > EXTENSIONS_MAX {
            return None;
        }
    }
    list.is_finished().then_some(all)
}

fn read(der: &[u8]) -> Option<Crl> {
    let mut outer = Fields::of_sequence(der)?;
    let tbs = outer.raw()?;
    let (algorithm, parameters) = tlv::algorithm(outer.expect(Tag::Sequence)?)?;
    let signature = tlv::bits(outer.any()?)?.to_vec();
    if !outer.is_finished() {
        return None;
    }
    let mut fields = Fields::of_sequence(tbs)?;
    let _version = fields.optional(Tag::Integer);
    let inner = tlv::algorithm(fields.expect(Tag::Sequence)?)?;
    let issuer = key_of_der(fields.raw()?)?;
    let this_update = tlv::time(fields.any()?)?;
    let next_update = match fields.peek() {
        Some(Tag::UtcTime | Tag::GeneralizedTime) => Some(tlv::time(fields.any()?)?),
        _ => None,
    };
    let entries = fields.optional(Tag::Sequence).map(|list| list.value());
    let list = fields.context(0);
    if !fields.is_finished() {
        return None;
    }
    let scheme = match Scheme::from_algorithm(&algorithm, parameters.as_deref(), None) {
        Ok(_) if inner.0 != algorithm => Err(firma_algoritmi::Error::BadParameters(algorithm)),
        read => read,
    };
    let mut crl = Crl {
        entries: entries.map_or(Some(0..0), |entries| place(der, entries))?,
        tbs: place(der, tbs)?,
        issuer,
        this_update,
        next_update,
        scheme,
        signature,
        scope: Scope::default(),
        number: Vec::new(),
        delta_of: None,
        expired_since: None,
        unusable: None,
        der: der.into(),
    };
    if let Some(list) = list {
        crl.read_extensions(Fields::inside(list.value()).expect(Tag::Sequence)?);
    }
    Some(crl)
}

/// Where a part stands in the whole.
fn place(whole: &[u8], part: &[u8]) -> Option<std::ops::Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    whole.get(start..start + part.len()).map(|_| start..start + part.len())
}

impl Crl {
    fn read_extensions(&mut self, list: AnyRef<'_>) {
        let Some(list) = extensions(list) else {
            self.unusable = Some("le sue condizioni non si leggono".into());
            return;
        };
        for (oid, critical, value) in list {
            let inside = |tag: Tag| tlv::whole(&value).filter(|any| any.tag() == tag).map(|any| any.value().to_vec());
            let read = match oid.as_str() {
                "2.5.29.20" => inside(Tag::Integer).map(|number| self.number = tlv::bare(&number).to_vec()),
                "2.5.29.27" => inside(Tag::Integer).map(|number| self.delta_of = Some(tlv::bare(&number).to_vec())),
                "2.5.29.28" => scope(&value).map(|scope| self.scope = scope),
                "2.5.29.60" => inside(Tag::GeneralizedTime)
                    .and_then(|text| tlv::instant(&text, true))
                    .map(|at| self.expired_since = Some(at)),
                "2.5.29.35" | "2.5.29.46" | "1.3.6.1.5.5.7.1.1" => Some(()),
                _ if critical => None,
                _ => Some(()),
            };
            if read.is_none() {
                self.unusable = Some(format!("contiene una condizione che il programma non conosce ({oid})"));
            }
        }
    }
}

fn scope(value: &[u8]) -> Option<Scope> {
    let whole = tlv::whole(value).filter(|any| any.tag() == Tag::Sequence)?;
    let mut fields = Fields::inside(whole.value());
    let flag = |found: Option<AnyRef<'_>>| found.is_some_and(|flag| small(flag.value()) != Some(0));
    let named = fields.peek().is_some_and(|tag| tag.is_context_specific() && tag.number().value() == 0);
    let addresses = if named { uris(whole) } else { Vec::new() };
    let _ = fields.context(0);
    let read = Scope {
        addresses,
        named,
        only_users: flag(fields.context(1)),
        only_authorities: flag(fields.context(2)),
        some_reasons: fields.context(3).is_some(),
        indirect: flag(fields.context(4)),
        only_attributes: flag(fields.context(5)),
    };
    fields.is_finished().then_some(read)
}
