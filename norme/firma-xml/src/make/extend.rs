//! Adding to a signature what is not signed: a time stamp on it (level T), the validation data (level LT).

use super::MakeError;
use super::build::{XADES, base64, declared, inserted};
use crate::c14n::{Method, NodeSet, canonicalize};
use crate::tree::{NodeId, Tree};
use crate::{Budget, DSIG, Limits, Reading, Signature, xades};
use std::fmt::Write;

/// Validation data, DER.
#[derive(Debug, Clone, Copy, Default)]
pub struct Values<'v> {
    /// Certificates of the chains.
    pub certificates: &'v [&'v [u8]],
    /// Revocation lists.
    pub crls: &'v [&'v [u8]],
    /// OCSP answers.
    pub ocsps: &'v [&'v [u8]],
}

/// The signature of an identifier.
pub(super) fn find<'r>(reading: &'r Reading<'_>, id: &str) -> Result<&'r Signature, MakeError> {
    let found = reading.signatures.iter().find(|signature| signature.id.as_deref() == Some(id));
    found.ok_or_else(|| MakeError::NoSignature(crate::uri::shown(id)))
}

/// The bytes whose digest a time stamp on the signature must have as its imprint (EN 319 132-1, 5.3): `SignatureValue`
/// in exclusive canonical form.
///
/// # Errors
/// [`MakeError`] if the document has no such signature.
pub fn to_be_time_stamped(document: &[u8], id: &str) -> Result<Vec<u8>, MakeError> {
    let (tree, signature) = read(document, id)?;
    let value = tree.child(signature, DSIG, "SignatureValue");
    let value = value.ok_or_else(|| MakeError::NoSignature(crate::uri::shown(id)))?;
    let method = exclusive();
    Ok(canonicalize(&tree, &NodeSet::of(value), &method, &Budget::new(Limits::default().work))?)
}

/// The document with a time stamp (RFC 3161 token, DER) on the signature: level T. That the token is on
/// [`to_be_time_stamped`] is for whoever got it to check.
///
/// # Errors
/// [`MakeError`] if the document has no such signature.
pub fn add_signature_time_stamp(document: &[u8], id: &str, token: &[u8]) -> Result<Vec<u8>, MakeError> {
    let more = format!(
        "<xades:SignatureTimeStamp xmlns:xades=\"{XADES}\"><ds:CanonicalizationMethod xmlns:ds=\"{DSIG}\" \
         Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/><xades:EncapsulatedTimeStamp>{}\
         </xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>",
        base64(token)
    );
    add(document, id, &more)
}

/// The document with validation data in the signature: level LT, if there is a time stamp already.
///
/// # Errors
/// [`MakeError`] if the document has no such signature.
pub fn add_values(document: &[u8], id: &str, values: Values<'_>) -> Result<Vec<u8>, MakeError> {
    let list = |items: &[&[u8]], name: &str| {
        items.iter().fold(String::new(), |mut all, item| {
            let _ = write!(all, "<xades:{name}>{}</xades:{name}>", base64(item));
            all
        })
    };
    let around = |name: &str, inner: String, declared: bool| {
        let declaration = if declared { format!(" xmlns:xades=\"{XADES}\"") } else { String::new() };
        if inner.is_empty() { inner } else { format!("<xades:{name}{declaration}>{inner}</xades:{name}>") }
    };
    let crls = around("CRLValues", list(values.crls, "EncapsulatedCRLValue"), false);
    let ocsps = around("OCSPValues", list(values.ocsps, "EncapsulatedOCSPValue"), false);
    let certificates = list(values.certificates, "EncapsulatedX509Certificate");
    let more = around("CertificateValues", certificates, true) + &around("RevocationValues", crls + &ocsps, true);
    if more.is_empty() { Err(MakeError::Nothing) } else { add(document, id, &more) }
}

fn exclusive() -> Method {
    Method { kind: crate::c14n::Kind::Exclusive, ..Method::DEFAULT }
}

fn read(document: &[u8], id: &str) -> Result<(Tree, NodeId), MakeError> {
    let tree = Tree::read(document, Limits::default())?;
    let found =
        tree.within(tree.root()).find(|at| tree.is(*at, DSIG, "Signature") && tree.attribute(*at, "Id") == Some(id));
    let found = found.ok_or_else(|| MakeError::NoSignature(crate::uri::shown(id)))?;
    Ok((tree, found))
}

/// Adds unsigned signature properties, at the end of those that are there.
fn add(document: &[u8], id: &str, more: &str) -> Result<Vec<u8>, MakeError> {
    let (tree, signature) = read(document, id)?;
    let group = xades::qualifying(&tree, signature).next();
    let group = group.ok_or_else(|| MakeError::NoSignature(crate::uri::shown(id)))?;
    let around = |name: &str, inner: &str| format!("<xades:{name} xmlns:xades=\"{XADES}\">{inner}</xades:{name}>");
    let with = match xades::xades_child(&tree, group, "UnsignedProperties") {
        None => {
            let inner = around("UnsignedSignatureProperties", more);
            inserted(&tree, group, &around("UnsignedProperties", &inner))
        }
        Some(unsigned) => match xades::xades_child(&tree, unsigned, "UnsignedSignatureProperties") {
            None => inserted(&tree, unsigned, &around("UnsignedSignatureProperties", more)),
            Some(properties) => inserted(&tree, properties, more),
        },
    };
    Ok(declared(&with))
}
