//! Reading the XAdES properties of a signature.

pub(crate) mod facts;
mod signed;
mod unsigned;

use crate::tree::{NodeId, Tree};
use crate::{DSIG, Properties, value};
use facts::CertificateRef;
use firma_algoritmi::Digest;

/// Most items of one kind: certificates, time stamps, roles…
pub(crate) const ITEMS_MAX: usize = 500;

/// Most `Object`s of a signature, and elements in each, that are looked through for properties.
const OBJECTS_MAX: usize = 200;
const CHILDREN_MAX: usize = 50;

/// Whether an element is of some version of XAdES.
pub(crate) fn is_xades(tree: &Tree, id: NodeId) -> bool {
    tree.namespace(id).starts_with("http://uri.etsi.org/01903/v")
}

/// The `QualifyingProperties` in the signature's own `Object`s.
pub(crate) fn qualifying(tree: &Tree, signature: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    tree.elements(signature)
        .filter(|at| tree.is(*at, DSIG, "Object"))
        .take(OBJECTS_MAX)
        .flat_map(|object| tree.elements(object).take(CHILDREN_MAX))
        .filter(|at| is_qualifying(tree, *at))
}

/// Whether an element holds properties of a signature.
pub(crate) fn is_qualifying(tree: &Tree, id: NodeId) -> bool {
    tree.local(id) == "QualifyingProperties" && is_xades(tree, id)
}

/// The signed properties of a signature.
pub(crate) fn signed_properties(tree: &Tree, signature: NodeId) -> Option<NodeId> {
    xades_child(tree, qualifying(tree, signature).next()?, "SignedProperties")
}

/// The first child of a local name, of some version of XAdES.
pub(crate) fn xades_child(tree: &Tree, id: NodeId, local: &str) -> Option<NodeId> {
    tree.elements(id).find(|child| tree.local(*child) == local && is_xades(tree, *child))
}

/// Reads the properties; `None` if there are none.
pub(crate) fn read(tree: &Tree, signature: NodeId) -> Option<Properties> {
    let node = qualifying(tree, signature).next()?;
    let mut properties = Properties { namespace: tree.namespace(node).to_owned(), ..Properties::default() };
    if let Some(part) = xades_child(tree, node, "SignedProperties") {
        signed::read(tree, part, &mut properties);
    }
    if let Some(part) = xades_child(tree, node, "UnsignedProperties") {
        unsigned::read(tree, part, &mut properties);
    }
    Some(properties)
}

/// Reads a `Cert` of `SigningCertificate` or of `SigningCertificateV2`.
pub(crate) fn certificate_ref(tree: &Tree, cert: NodeId, v2: bool) -> CertificateRef {
    let digest = tree.child_local(cert, "CertDigest");
    let digest_part = |name| digest.and_then(|at| tree.child_local(at, name));
    let digest_uri = digest_part("DigestMethod").and_then(|at| tree.attribute(at, "Algorithm")).unwrap_or_default();
    let mut found = CertificateRef {
        v2,
        digest_uri: digest_uri.to_owned(),
        digest: Digest::from_uri(digest_uri),
        value: digest_part("DigestValue").and_then(|at| value::bytes(tree, at)),
        serial: None,
        issuer_name: None,
        issuer_der: None,
        issuer_serial_unreadable: false,
    };
    if let Some(element) = tree.child_local(cert, "IssuerSerialV2") {
        let bytes = value::bytes(tree, element);
        match bytes.as_deref().and_then(crate::certificate::issuer_serial) {
            Some((name, serial)) => {
                found.issuer_der = Some(name.to_owned());
                found.serial = Some(serial.to_owned());
            }
            None => found.issuer_serial_unreadable = true,
        }
    } else if let Some(element) = tree.child_local(cert, "IssuerSerial") {
        let part = |name| tree.child_local(element, name).and_then(|at| tree.trimmed(at));
        found.issuer_name = part("X509IssuerName");
        found.serial = part("X509SerialNumber").and_then(|text| value::decimal(&text));
        found.issuer_serial_unreadable = found.serial.is_none() || found.issuer_name.is_none();
    }
    found
}
