//! A message written: a plain text with files beside it (RFC 5322, RFC 2045 to 2047, RFC 2231). Its bytes depend on nothing but
//! what is given, so that the same message can be made again.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::Error;

/// Bytes of a file that stand on one line: 76 letters of base64.
const LINE: usize = 57;
/// Bytes of a header's words that stand in one encoded word (RFC 2047, section 2: 75 letters with what surrounds them).
const WORD: usize = 42;
/// The longest address (RFC 5321, section 4.5.3.1).
const LONGEST_ADDRESS: usize = 254;

/// What stands above a message.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Who writes, as one reads it.
    pub from_name: &'a str,
    /// The address from which it leaves.
    pub from: &'a str,
    /// The address to which it goes.
    pub to: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// When it was written, as RFC 5322 writes a date.
    pub date: &'a str,
    /// Its identifier, without angle brackets.
    pub message_id: &'a str,
}

/// A message that is being written. It is held in memory whole, and never more than `most` bytes of it.
#[derive(Debug)]
pub struct Letter {
    bytes: Vec<u8>,
    boundary: String,
    most: u64,
    /// What of the present file does not yet fill a line.
    rest: Vec<u8>,
}

impl Letter {
    /// Begins a message of at most `most` bytes as they travel. The text is what people read; its lines may end in any way.
    ///
    /// # Errors
    /// [`Error::NotAnAddress`], [`Error::TooLarge`].
    pub fn new(head: &Head<'_>, text: &str, most: u64) -> Result<Self, Error> {
        for address in [head.from, head.to] {
            if !is_address(address) {
                return Err(Error::NotAnAddress { address: plain(address) });
            }
        }
        // Underscores stand in no base64, and every part is base64.
        let id: String = head.message_id.chars().filter(|c| c.is_ascii_graphic() && !"<>\"\\".contains(*c)).collect();
        let tail: String = id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        let boundary = format!("__municipio_{tail}__");
        let top = format!(
            "From: {} <{}>\r\nTo: <{}>\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{id}>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
            words(head.from_name),
            head.from,
            head.to,
            words(head.subject),
            plain(head.date),
        );
        let mut letter = Self { bytes: Vec::new(), boundary, most, rest: Vec::with_capacity(LINE) };
        letter.put(top.as_bytes())?;
        let lines: Vec<&str> = text.lines().collect();
        letter.write((lines.join("\r\n") + "\r\n").as_bytes())?;
        letter.end_part()?;
        Ok(letter)
    }

    /// Begins a file: what is then written with [`Letter::write`] is in it, until the next begins.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub fn attach(&mut self, name: &str, media_type: &str) -> Result<(), Error> {
        self.end_part()?;
        // Messages and multiparts may not be written in base64 (RFC 2046, section 5.2.1): they travel as any file.
        let odd = ["message/", "multipart/"].iter().any(|start| media_type.starts_with(start));
        let kind = if odd || !is_media_type(media_type) { "application/octet-stream" } else { media_type };
        // A name in letters of everywhere stands in the way of the standard, and in that of older programs.
        let (name, disposition) = if is_simple(name) {
            (name.to_owned(), format!("filename=\"{name}\""))
        } else {
            (encoded(&plain(name)), format!("filename*=utf-8''{}", percent(name)))
        };
        let head = format!(
            "--{}\r\nContent-Type: {kind};\r\n name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment;\r\n {disposition}\r\n\r\n",
            self.boundary,
        );
        self.put(head.as_bytes())
    }

    /// A piece of the present file.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub fn write(&mut self, mut piece: &[u8]) -> Result<(), Error> {
        while !piece.is_empty() {
            let (now, later) = piece.split_at(piece.len().min(LINE - self.rest.len()));
            self.rest.extend_from_slice(now);
            piece = later;
            if self.rest.len() == LINE {
                self.line()?;
            }
        }
        Ok(())
    }

    /// The whole message.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub fn finish(mut self) -> Result<Vec<u8>, Error> {
        self.end_part()?;
        let end = format!("--{}--\r\n", self.boundary);
        self.put(end.as_bytes())?;
        Ok(self.bytes)
    }

    /// Bytes that a file of this length takes in a message, what stands above it included.
    pub const fn bytes_of(length: u64) -> u64 {
        length.div_ceil(LINE as u64).saturating_mul(LINE as u64 / 3 * 4 + 2).saturating_add(3_000)
    }

    fn line(&mut self) -> Result<(), Error> {
        let mut line = STANDARD.encode(&self.rest);
        line.push_str("\r\n");
        self.rest.clear();
        self.put(line.as_bytes())
    }

    fn end_part(&mut self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { self.line() }
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if (self.bytes.len() + bytes.len()) as u64 > self.most {
            return Err(Error::TooLarge { limit: self.most });
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

/// Whether this can be an address to which mail is sent: stricter than the standards, as every provider is. Nothing in it can
/// end a header's line or be taken for another address.
pub fn is_address(text: &str) -> bool {
    let Some((user, domain)) = text.split_once('@') else { return false };
    let dotted = |text: &str| !text.is_empty() && text.split('.').all(|part| !part.is_empty());
    let of_user = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    let label = |part: &str| !part.starts_with('-') && !part.ends_with('-') && part.len() <= 63;
    text.len() <= LONGEST_ADDRESS
        && dotted(user)
        && user.chars().all(of_user)
        && dotted(domain)
        && domain.contains('.')
        && domain.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
        && domain.split('.').all(label)
}

fn is_media_type(text: &str) -> bool {
    let token = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c));
    text.split_once('/').is_some_and(|(kind, sub)| token(kind) && token(sub))
}

/// Without what could end a header's line.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A header's words: as they are where they are simple, in encoded words otherwise (RFC 2047).
fn words(text: &str) -> String {
    let text = plain(text).trim().to_owned();
    let simple = |c: char| c.is_ascii_alphanumeric() || " /-'".contains(c);
    if text.len() <= 60 && text.chars().all(simple) { text } else { encoded(&text) }
}

/// Whether a name of a file may stand between quotes as it is.
fn is_simple(name: &str) -> bool {
    !name.is_empty() && name.len() <= 60 && name.chars().all(|c| c.is_ascii_alphanumeric() || "._- ()".contains(c))
}

/// Encoded words, one a line (RFC 2047).
fn encoded(text: &str) -> String {
    let mut all: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if word.len() + c.len_utf8() > WORD {
            all.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    all.push(word);
    let encoded: Vec<String> = all.iter().map(|word| format!("=?utf-8?B?{}?=", STANDARD.encode(word))).collect();
    encoded.join("\r\n ")
}

/// RFC 5987, section 3.2.1.
fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Head<'_> = Head {
        from_name: "Comune di Forlì",
        from: "comune@pec.example.it",
        to: "rossi@pec.example.it",
        subject: "Prot. 12 del 25/11/2026 - Attività",
        date: "Wed, 25 Nov 2026 10:00:00 +0100",
        message_id: "uno@example.it",
    };

    #[test]
    fn the_same_message_is_made_again_byte_by_byte_however_its_files_come() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1_000).collect();
        let made = |piece: usize| {
            let mut letter = Letter::new(&HEAD, "Buongiorno,\n\nperché sì.", 1 << 20).unwrap();
            letter.attach("città \"1\".pdf", "application/pdf").unwrap();
            bytes.chunks(piece).for_each(|piece| letter.write(piece).unwrap());
            letter.attach("posta.eml", "message/rfc822").unwrap();
            letter.write(b"From: x").unwrap();
            letter.finish().unwrap()
        };
        let whole = made(1_000);
        assert_eq!(made(7), whole);
        let text = String::from_utf8(whole).unwrap();
        assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 998));
        assert!(text.contains("filename*=utf-8''citt%C3%A0%20%221%22.pdf"), "{text}");
        assert!(!text.contains("message/rfc822"), "{text}");
        assert!(text.contains("\r\nMessage-ID: <uno@example.it>\r\n"));
    }

    #[test]
    fn nothing_that_is_written_becomes_a_header() {
        let sly = Head { subject: "uno\r\nBcc: altri@example.it", from_name: "x\r\nBcc: y", ..HEAD };
        let text = String::from_utf8(Letter::new(&sly, "", 10_000).unwrap().finish().unwrap()).unwrap();
        assert!(!text.contains("\r\nBcc"), "{text}");
        let mut letter = Letter::new(&HEAD, "", 10_000).unwrap();
        letter.attach("a\"\r\nX-Sly: 1", "text/html\r\nX-Sly: 1").unwrap();
        assert!(!String::from_utf8(letter.finish().unwrap()).unwrap().contains("\nX-Sly"));
        for wrong in
            ["a@b", "a b@c.it", "a@c.it, d@e.it", "a@c.it\r\nBcc: x@y.it", "<a@c.it>", "à@c.it", "@c.it", "a@-c.it"]
        {
            assert!(Letter::new(&Head { to: wrong, ..HEAD }, "", 10_000).is_err(), "{wrong:?}");
        }
        assert!(is_address("protocollo@pec.comune.montefiorito.example") && is_address("a.b+c@d-e.it"));
    }

    #[test]
    fn a_message_never_grows_beyond_its_bound_and_a_files_room_is_known_before() {
        let mut letter = Letter::new(&HEAD, "", 5_000).unwrap();
        letter.attach("a.bin", "application/octet-stream").unwrap();
        let full = (0..).find_map(|_| letter.write(&[7; 100]).err());
        assert!(matches!(full, Some(Error::TooLarge { limit: 5_000 })));
        for length in [0_u64, 1, 57, 58, 100_000] {
            let mut letter = Letter::new(&HEAD, "", 1 << 20).unwrap();
            let before = letter.bytes.len() as u64;
            letter.attach("a.bin", "application/octet-stream").unwrap();
            letter.write(&vec![7; usize::try_from(length).unwrap()]).unwrap();
            letter.end_part().unwrap();
            let grown = letter.bytes.len() as u64 - before;
            assert!(grown <= Letter::bytes_of(length), "{length}: {grown}");
        }
    }
}
