//! Signed mail (RFC 8551; RFC 1847), as PEC providers sign theirs: a detached signature over one part of a message, or an
//! envelope with the part inside.

use crate::check::Given;
use crate::facts::SignerFacts;
use crate::signed_data::{self, SignedData};
use crate::{Anomaly, BYTES_MAX, Error, unwrap};
use std::borrow::Cow;

/// Most bytes of the header of a message or of a part.
const HEADER_MAX: usize = 1 << 20;
/// Longest boundary (RFC 2046 section 5.1.1), and some more.
const BOUNDARY_MAX: usize = 200;

/// A signed mail, cut into what is signed and the signature.
#[derive(Debug, Clone)]
pub struct SignedMail<'a> {
    /// The signed part with its own headers, exactly as it is in the message; `None` if it is inside the signature.
    pub part: Option<&'a [u8]>,
    /// The part with its line ends as they were signed (CR LF), if they are otherwise in the message.
    canonical: Option<Vec<u8>>,
    /// The signature, binary.
    signature: Cow<'a, [u8]>,
}

impl<'a> SignedMail<'a> {
    /// Cuts a whole message, headers first.
    ///
    /// # Errors
    /// [`Error::NotSignedMail`] for a message that is not signed, [`Error::TooBig`]; as [`unwrap`] for the signature.
    pub fn read(message: &'a [u8]) -> Result<Self, Error> {
        if message.len() > BYTES_MAX {
            return Err(Error::TooBig { found: message.len(), limit: BYTES_MAX });
        }
        let (header, body) = split_header(message);
        let kind = field(header, "content-type").unwrap_or_default();
        let media_type = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match media_type.as_str() {
            "multipart/signed" => {
                let boundary = parameter(&kind, "boundary").filter(|it| !it.is_empty() && it.len() <= BOUNDARY_MAX);
                let boundary = boundary.ok_or(Error::NotSignedMail("non dice dove comincia la parte firmata"))?;
                let parts = parts(body, &boundary);
                let [Some(part), Some(signature)] = parts else {
                    return Err(Error::NotSignedMail("manca la parte firmata o la firma"));
                };
                Self::of_parts(part, split_header(signature).1)
            }
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
                Ok(SignedMail { part: None, canonical: None, signature: unwrap(body)?.1 })
            }
            _ => Err(Error::NotSignedMail("non è fatto di una parte firmata e di una firma")),
        }
    }

    /// From the signed part, with its own headers, and the signature, binary or base64.
    ///
    /// # Errors
    /// As [`unwrap`].
    pub fn of_parts(part: &'a [u8], signature: &'a [u8]) -> Result<Self, Error> {
        Ok(SignedMail { part: Some(part), canonical: canonical(part), signature: unwrap(signature)?.1 })
    }

    /// The signature.
    ///
    /// # Errors
    /// As [`read`](crate::read).
    pub fn signed_data(&self) -> Result<SignedData<'_>, Error> {
        signed_data::signed_data(&self.signature)
    }

    /// Checks every signer over the signed part. Where the message's line ends are not those of mail, the part is checked with
    /// them put right; if it holds only as it is, or only so, [`Anomaly::LineEnds`] tells.
    #[must_use]
    pub fn check<'s>(&'s self, data: &SignedData<'s>, given: &Given<'s>) -> Vec<SignerFacts<'s>> {
        let Some(part) = self.part else { return data.check(given) };
        let with = |content: &'s [u8]| {
            let certificates = given.certificates.clone();
            data.check(&Given { content: Some(vec![content]), certificates })
        };
        let Some(canonical) = &self.canonical else { return with(part) };
        let mut facts = with(canonical);
        if !facts.iter().any(SignerFacts::intact) {
            let as_it_is = with(part);
            if as_it_is.iter().any(SignerFacts::intact) {
                facts = as_it_is;
            }
        }
        facts.iter_mut().for_each(|signer| signer.anomalies.push(Anomaly::LineEnds));
        facts
    }
}

/// With CR LF at the end of every line (RFC 8551 section 3.1.1); `None` if it is so already.
fn canonical(part: &[u8]) -> Option<Vec<u8>> {
    let mut before = 0_u8;
    let bare = part.iter().filter(|byte| std::mem::replace(&mut before, **byte) != b'\r' && **byte == b'\n').count();
    if bare == 0 {
        return None;
    }
    let mut canonical = Vec::with_capacity(part.len() + bare);
    let mut before = 0;
    for byte in part {
        if *byte == b'\n' && before != b'\r' {
            canonical.push(b'\r');
        }
        canonical.push(*byte);
        before = *byte;
    }
    Some(canonical)
}

/// The header and what follows the empty line.
fn split_header(message: &[u8]) -> (&[u8], &[u8]) {
    let mut start = 0;
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if line.trim_ascii().is_empty() && line.ends_with(b"\n") {
            let (header, rest) = message.split_at_checked(start).unwrap_or((message, &[]));
            return (header, rest.get(line.len()..).unwrap_or_default());
        }
        start += line.len();
        if start > HEADER_MAX {
            break;
        }
    }
    (message, &[])
}

/// A header field's value, unfolded.
fn field(header: &[u8], name: &str) -> Option<String> {
    let mut value: Option<String> = None;
    for line in header.get(..header.len().min(HEADER_MAX))?.split(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches('\r');
        if let Some(value) = &mut value {
            if !line.starts_with([' ', '\t']) {
                break;
            }
            value.push_str(line);
        } else if let Some((found, rest)) = line.split_once(':')
            && found.trim().eq_ignore_ascii_case(name)
        {
            value = Some(rest.to_owned());
        }
    }
    value
}

/// A parameter of `Content-Type` (RFC 2045 section 5.1).
fn parameter(value: &str, name: &str) -> Option<String> {
    let mut rest = value.split_once(';')?.1;
    loop {
        let (found, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (text, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                after.split_at_checked(end)?
            }
        };
        if found.trim().eq_ignore_ascii_case(name) {
            return Some(text.trim().to_owned());
        }
        rest = next.split_once(';')?.1;
    }
}

/// The first two parts between lines of `--boundary`; the line end before a boundary belongs to it (RFC 2046 section 5.1.1).
fn parts<'a>(body: &'a [u8], boundary: &str) -> [Option<&'a [u8]>; 2] {
    let delimiter = [b"--", boundary.as_bytes()].concat();
    let mut found = [None, None];
    let mut begun: Option<usize> = None;
    let mut place = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let after = line.strip_prefix(delimiter.as_slice()).map(<[u8]>::trim_ascii);
        if after.is_some_and(|after| after.is_empty() || after == b"--") {
            if let Some(begun) = begun {
                let part = body.get(begun..place).unwrap_or_default();
                let part = part.strip_suffix(b"\n").unwrap_or(part);
                let part = part.strip_suffix(b"\r").unwrap_or(part);
                match &mut found {
                    [first @ None, _] => *first = Some(part),
                    [_, second] => {
                        *second = Some(part);
                        return found;
                    }
                }
            }
            begun = Some(place + line.len());
        }
        place += line.len();
    }
    // Whoever cuts the end of a message short leaves a signature that may still be whole.
    if let ([Some(_), second @ None], Some(begun)) = (&mut found, begun) {
        *second = body.get(begun..);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_found_quoted_or_not() {
        let value =
            " multipart/signed; protocol=\"application/x-pkcs7-signature\"; micalg=sha1;\tboundary=\"----A;B=\"";
        assert_eq!(parameter(value, "boundary").as_deref(), Some("----A;B="));
        assert_eq!(parameter(value, "micalg").as_deref(), Some("sha1"));
        assert_eq!(parameter(value, "charset"), None);
        assert_eq!(parameter("text/plain", "boundary"), None);
    }

    #[test]
    fn the_line_end_before_a_boundary_is_not_of_the_part() {
        let body = b"preamble\r\n--X\r\nA: b\r\n\r\ntext\r\n\r\n--X\r\nsignature\r\n--X--\r\n";
        assert_eq!(parts(body, "X"), [Some(&b"A: b\r\n\r\ntext\r\n"[..]), Some(&b"signature"[..])]);
        assert_eq!(parts(b"--X\nA\n--X\nB", "X"), [Some(&b"A"[..]), Some(&b"B"[..])]);
        assert_eq!(parts(b"--Xyz\nA\n", "X"), [None, None]);
    }

    #[test]
    fn line_ends_are_put_right_once() {
        assert_eq!(canonical(b"a\nb\r\n\nc").as_deref(), Some(&b"a\r\nb\r\n\r\nc"[..]));
        assert_eq!(canonical(b"a\r\nb\rc"), None);
    }
}
