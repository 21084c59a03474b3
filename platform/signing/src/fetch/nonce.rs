//! The number that a question to an OCSP responder carries and its answer repeats (RFC 9654): who repeats another's answers a year-old
//! one. Responders that answer from a store leave it out (RFC 5019 §4), and then the dates of the answer must do.

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");

/// The nonce of an answer (`OCSPResponse`, DER), if it has one that can be read.
pub(super) fn nonce(answer: &[u8]) -> Option<Vec<u8>> {
    read(answer).ok().flatten()
}

fn read(answer: &[u8]) -> der::Result<Option<Vec<u8>>> {
    let outer = AnyRef::from_der(answer)?;
    let mut outer = SliceReader::new(outer.value())?;
    let _status = AnyRef::decode(&mut outer)?;
    let bytes = AnyRef::from_der(AnyRef::decode(&mut outer)?.value())?;
    let mut bytes = SliceReader::new(bytes.value())?;
    let _kind = AnyRef::decode(&mut bytes)?;
    let basic = AnyRef::from_der(AnyRef::decode(&mut bytes)?.value())?;
    let mut basic = SliceReader::new(basic.value())?;
    let data = AnyRef::decode(&mut basic)?;
    let mut data = SliceReader::new(data.value())?;
    // version [0]?, responderID [1] or [2], producedAt, responses, responseExtensions [1]?
    let extensions = Tag::ContextSpecific { constructed: true, number: TagNumber(1) };
    let mut after_answers = false;
    while !data.is_finished() {
        let part = AnyRef::decode(&mut data)?;
        if after_answers && part.tag() == extensions {
            return in_extensions(part.value());
        }
        after_answers |= part.tag() == Tag::Sequence;
    }
    Ok(None)
}

fn in_extensions(list: &[u8]) -> der::Result<Option<Vec<u8>>> {
    let list = AnyRef::from_der(list)?;
    let mut list = SliceReader::new(list.value())?;
    while !list.is_finished() {
        let extension = AnyRef::decode(&mut list)?;
        let mut fields = SliceReader::new(extension.value())?;
        if ObjectIdentifier::decode(&mut fields)? != NONCE {
            continue;
        }
        let mut last = AnyRef::decode(&mut fields)?;
        if last.tag() == Tag::Boolean {
            last = AnyRef::decode(&mut fields)?;
        }
        // Inside the value stands another octet string; old responders leave that out.
        let inner = <&OctetStringRef>::from_der(last.value()).map(OctetStringRef::as_bytes);
        return Ok(Some(inner.unwrap_or(last.value()).to_vec()));
    }
    Ok(None)
}
