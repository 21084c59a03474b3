//! An XML that was signed inside itself (XAdES) and comes back.

use firma_xml::{Extent, Limits, Signature};

use super::Reason;

/// Whether the bytes look like an XML.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// Why `back` is not `left` with nothing but a signature of the whole of it added. Held against each other are the canonical forms (C14N 1.0), in
/// which every program that reads XML finds the same: what is between them (the encoding, the line ends, the order of the attributes) says
/// nothing and is not signed either.
pub(super) fn differences(left: &[u8], back: &[u8]) -> Vec<Reason> {
    let read = |bytes: &[u8]| firma_xml::read(bytes, &[], Limits::default()).ok();
    let (Some(left), Some(back)) = (read(left), read(back)) else { return vec![Reason::RewrittenXml] };
    let is_old = |one: &Signature| left.signatures.iter().any(|old| is_same(old, one));
    let new = back.signatures.iter().enumerate().filter(|(_, one)| !is_old(one));
    let (places, new): (Vec<usize>, Vec<&Signature>) = new.unzip();
    let mut reasons = Vec::new();
    let same = matches!((left.without(&[]), back.without(&places)), (Ok(left), Ok(back)) if left == back);
    if !same {
        reasons.push(Reason::RewrittenXml);
    }
    // One of a part of it, one upon another signature, one that has something in it that nobody signed.
    if new.iter().any(|one| one.extent != Extent::Whole || one.parent.is_some()) {
        reasons.push(Reason::NotWhole);
    }
    let mut held = left.signatures.iter().filter(|old| old.references_hold());
    let broken = |old: &Signature| back.signatures.iter().any(|one| is_same(old, one) && !one.references_hold());
    // Where the document itself was changed, that says it.
    if same && held.any(broken) {
        reasons.push(Reason::Breaks);
    }
    reasons
}

/// Whether two are one signature: the same value over the same.
fn is_same(one: &Signature, other: &Signature) -> bool {
    one.value == other.value && matches!((one.signed_info(), other.signed_info()), (Ok(one), Ok(other)) if one == other)
}
