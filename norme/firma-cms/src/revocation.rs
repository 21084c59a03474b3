//! Revocation data that a signature brings with it, wherever it keeps them.

use crate::ber::{Element, OID, SEQUENCE, context};
use crate::certificate::{self, Certificate};
use crate::oid::OCSP_BASIC;
use crate::signed_data::{CERTIFICATES_MAX, REVOCATIONS_MAX};
use crate::{Anomaly, Oid};

/// A certificate revocation list or an OCSP answer. **Not verified here.**
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revocation<'a> {
    /// What it is.
    pub form: RevocationForm,
    /// Where the file keeps it.
    pub origin: Origin,
    /// Its bytes.
    pub der: &'a [u8],
}

/// What a [`Revocation`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevocationForm {
    /// `CertificateList` (RFC 5280 section 5).
    Crl,
    /// `OCSPResponse` (RFC 6960 section 4.2.1).
    OcspResponse,
    /// `BasicOCSPResponse`, without what is around it.
    BasicOcspResponse,
}

/// Where in the file a certificate or revocation data were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `certificates` or `crls` of the `SignedData`.
    SignedData,
    /// The unsigned attributes `certificate-values` and `revocation-values`.
    Values,
    /// Adobe's attribute `RevocationInfoArchival`, inside a PDF's signature.
    Adobe,
    /// Given by the caller.
    Given,
    /// The `SignedData` around the time stamp or the counter-signature that points at it.
    Around,
}

/// `CertificateValues ::= SEQUENCE OF Certificate` (EN 319 122-1 section A.1.1.2).
pub(crate) fn certificate_values<'a>(
    value: &Element<'a>,
    into: &mut Vec<Certificate<'a>>,
    anomalies: &mut Vec<Anomaly>,
) {
    for (place, item) in value.children().map_while(Result::ok).enumerate() {
        if into.len() >= CERTIFICATES_MAX {
            anomalies.push(Anomaly::TooMany { what: "certificati", limit: CERTIFICATES_MAX });
            return;
        }
        match certificate::read(&item) {
            Ok(certificate) => into.push(certificate),
            Err(error) => anomalies.push(Anomaly::UnreadableCertificate { place, error }),
        }
    }
}

/// `RevocationValues ::= SEQUENCE { crlVals [0] SEQUENCE OF CertificateList OPTIONAL, ocspVals [1] SEQUENCE OF
/// BasicOCSPResponse OPTIONAL, otherRevVals [2] … }`, explicit tags (EN 319 122-1 section A.1.2.2); Adobe's is the same but
/// for `OCSPResponse`.
pub(crate) fn revocation_values<'a>(value: &Element<'a>, origin: Origin, into: &mut Vec<Revocation<'a>>) {
    for choice in value.children().map_while(Result::ok) {
        let is_ocsp = choice.tag == context(1);
        if !is_ocsp && choice.tag != context(0) {
            continue;
        }
        let lists = choice.children().map_while(Result::ok);
        for item in lists.flat_map(|list| list.children().map_while(Result::ok)) {
            if into.len() >= REVOCATIONS_MAX || item.tag != SEQUENCE {
                return;
            }
            let form = if is_ocsp { ocsp_form(&item) } else { RevocationForm::Crl };
            into.push(Revocation { form, origin, der: item.whole });
        }
    }
}

/// `OCSPResponse` begins with an ENUMERATED; `BasicOCSPResponse` with a SEQUENCE. Writers mistake one for the other.
fn ocsp_form(item: &Element<'_>) -> RevocationForm {
    match item.children().next() {
        Some(Ok(first)) if first.tag == SEQUENCE => RevocationForm::BasicOcspResponse,
        _ => RevocationForm::OcspResponse,
    }
}

impl<'a> Revocation<'a> {
    /// The `BasicOCSPResponse` of an OCSP answer, with or without what is around it; `None` for a list, or an answer that
    /// brings none.
    #[must_use]
    pub fn basic_ocsp(&self) -> Option<&'a [u8]> {
        match self.form {
            RevocationForm::Crl => None,
            RevocationForm::BasicOcspResponse => Some(self.der),
            RevocationForm::OcspResponse => {
                let (response, _) = crate::ber::next(self.der).ok()?;
                let tagged = response.children().map_while(Result::ok).find(|part| part.tag == context(0))?;
                let mut parts = tagged.children().expect(SEQUENCE, "").ok()?.children();
                let kind = parts.expect(OID, "").ok()?;
                let octets = parts.expect(crate::ber::OCTET_STRING, "").ok()?;
                (Oid(kind.content) == OCSP_BASIC).then_some(octets.content)
            }
        }
    }
}
