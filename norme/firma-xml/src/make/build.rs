//! The text of a signature.

use super::{Content, MakeError, Order, Prepared};
use crate::tree::Tree;
use crate::{Limits, c14n};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::SecondsFormat;
use std::fmt::Write;

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(super) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// A text as it stands in an element or an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = Vec::new();
    c14n::escape(&mut out, text, true);
    String::from_utf8_lossy(&out).replace('>', "&gt;")
}

/// The document with its signature; the value empty as long as it is not known.
pub(super) fn document(prepared: &Prepared<'_>, value: &str) -> Result<Vec<u8>, MakeError> {
    let signature = signature(prepared, value)?;
    match prepared.content {
        Content::Enveloped(bytes) => {
            let tree = Tree::read(bytes, Limits::default())?;
            Ok(declared(&inserted(&tree, tree.root(), &signature)))
        }
        Content::Enveloping { .. } | Content::Detached(_) => Ok([DECLARATION, &signature].concat().into_bytes()),
    }
}

/// A text that may declare another encoding, as a document in UTF-8.
pub(super) fn declared(text: &str) -> Vec<u8> {
    let body = text.trim_start_matches('\u{feff}');
    let body = body.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")).map_or(body, |(_, rest)| rest);
    [DECLARATION, body.trim_start()].concat().into_bytes()
}

/// The text of a document with something more at the end of an element.
pub(super) fn inserted(tree: &Tree, element: crate::tree::NodeId, more: &str) -> String {
    let text = tree.text();
    let (at, empty) = tree.content_end(element).unwrap_or((text.len(), false));
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    if !empty {
        return [before, more, after].concat();
    }
    let (prefix, local) = (tree.prefix(element), tree.local(element));
    let colon = if prefix.is_empty() { "" } else { ":" };
    let after = after.strip_prefix("/>").unwrap_or(after);
    [before, ">", more, "</", prefix, colon, local, ">", after].concat()
}

fn signature(prepared: &Prepared<'_>, value: &str) -> Result<String, MakeError> {
    let order = &prepared.order;
    let id = order.id;
    let method = order.scheme.uri().ok_or(MakeError::Scheme)?;
    let mut certificates = String::new();
    for certificate in std::iter::once(&order.certificate).chain(order.chain) {
        let _ = write!(certificates, "<ds:X509Certificate>{}</ds:X509Certificate>", base64(certificate));
    }
    let object = match prepared.content {
        Content::Enveloping { bytes, mime } => format!(
            "<ds:Object Id=\"o-{id}\" MimeType=\"{}\" \
             Encoding=\"http://www.w3.org/2000/09/xmldsig#base64\">{}</ds:Object>",
            escaped(mime),
            base64(bytes)
        ),
        _ => String::new(),
    };
    Ok(format!(
        "<ds:Signature xmlns:ds=\"{dsig}\" Id=\"{id}\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"/><ds:SignatureMethod Algorithm=\"{method}\"/>{references}\
         </ds:SignedInfo><ds:SignatureValue Id=\"v-{id}\">{value}</ds:SignatureValue>\
         <ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo>\
         <ds:Object><xades:QualifyingProperties xmlns:xades=\"{XADES}\" Target=\"#{id}\">{properties}\
         </xades:QualifyingProperties></ds:Object>{object}</ds:Signature>",
        dsig = crate::DSIG,
        references = references(prepared)?,
        properties = properties(order, prepared),
    ))
}

fn references(prepared: &Prepared<'_>) -> Result<String, MakeError> {
    const FILTER2: &str = "http://www.w3.org/2002/06/xmldsig-filter2";
    let id = prepared.order.id;
    let mut all = String::new();
    let mut number = 0;
    let mut reference = |attributes: &str, transforms: &str| {
        let digest = prepared.digests.get(number).map(|digest| base64(digest)).unwrap_or_default();
        number += 1;
        let transforms = match transforms {
            "" => String::new(),
            some => format!("<ds:Transforms>{some}</ds:Transforms>"),
        };
        let method = prepared.order.digest.uri();
        let _ = write!(
            all,
            "<ds:Reference Id=\"r{number}-{id}\" {attributes}>{transforms}<ds:DigestMethod Algorithm=\"{method}\"/>\
             <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
        );
    };
    let exclusive = format!("<ds:Transform Algorithm=\"{EXCLUSIVE}\"/>");
    match prepared.content {
        Content::Enveloped(_) => reference(
            "URI=\"\"",
            &format!(
                "<ds:Transform Algorithm=\"{FILTER2}\"><dsig-filter2:XPath xmlns:dsig-filter2=\"{FILTER2}\" \
                 Filter=\"subtract\">/descendant::ds:Signature</dsig-filter2:XPath></ds:Transform>{exclusive}"
            ),
        ),
        Content::Enveloping { .. } => reference(
            &format!("Type=\"http://www.w3.org/2000/09/xmldsig#Object\" URI=\"#o-{id}\""),
            "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/>",
        ),
        Content::Detached([]) => return Err(MakeError::Nothing),
        Content::Detached(files) => {
            for file in files {
                reference(&format!("URI=\"{}\"", percent_encoded(file.name)), "");
            }
        }
    }
    reference(&format!("Type=\"http://uri.etsi.org/01903#SignedProperties\" URI=\"#p-{id}\""), &exclusive);
    Ok(all)
}

/// A file name as a URI.
fn percent_encoded(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn properties(order: &Order<'_>, prepared: &Prepared<'_>) -> String {
    let mut signature = format!(
        "<xades:SigningTime>{}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>\
         <ds:DigestMethod Algorithm=\"{}\"/><ds:DigestValue>{}</ds:DigestValue></xades:CertDigest></xades:Cert>\
         </xades:SigningCertificateV2>",
        order.signing_time.to_rfc3339_opts(SecondsFormat::Secs, true),
        order.digest.uri(),
        base64(&order.digest.of(order.certificate)),
    );
    if let Some(place) = order.place {
        signature.push_str("<xades:SignatureProductionPlaceV2>");
        let parts = [
            ("City", place.city),
            ("StateOrProvince", place.state),
            ("PostalCode", place.postal_code),
            ("CountryName", place.country),
        ];
        for (name, text) in parts.into_iter().filter_map(|(name, text)| text.map(|text| (name, text))) {
            let _ = write!(signature, "<xades:{name}>{}</xades:{name}>", escaped(text));
        }
        signature.push_str("</xades:SignatureProductionPlaceV2>");
    }
    if !order.roles.is_empty() {
        signature.push_str("<xades:SignerRoleV2><xades:ClaimedRoles>");
        for role in order.roles {
            let _ = write!(signature, "<xades:ClaimedRole>{}</xades:ClaimedRole>", escaped(role));
        }
        signature.push_str("</xades:ClaimedRoles></xades:SignerRoleV2>");
    }
    let id = order.id;
    let mut data = String::new();
    let (count, mime) = match prepared.content {
        Content::Enveloped(_) => (1, "text/xml"),
        Content::Enveloping { mime, .. } => (1, mime),
        Content::Detached(files) => (files.len(), "application/octet-stream"),
    };
    for number in 1..=count {
        let _ = write!(
            data,
            "<xades:DataObjectFormat ObjectReference=\"#r{number}-{id}\"><xades:MimeType>{}</xades:MimeType>\
             </xades:DataObjectFormat>",
            escaped(mime)
        );
    }
    if let Some(commitment) = order.commitment {
        let _ = write!(
            data,
            "<xades:CommitmentTypeIndication><xades:CommitmentTypeId><xades:Identifier>{}</xades:Identifier>\
             </xades:CommitmentTypeId><xades:AllSignedDataObjects/></xades:CommitmentTypeIndication>",
            commitment.uri()
        );
    }
    format!(
        "<xades:SignedProperties Id=\"p-{id}\"><xades:SignedSignatureProperties>{signature}\
         </xades:SignedSignatureProperties><xades:SignedDataObjectProperties>{data}</xades:SignedDataObjectProperties>\
         </xades:SignedProperties>"
    )
}
