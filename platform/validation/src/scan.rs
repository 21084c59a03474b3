//! Whether a file may be signed at all: cheap, while it streams by, and never a "no" to what is.

use memchr::memmem;

/// Longest mark that is looked for, so that one cut in two by the stream is found.
const OVERLAP: usize = 64;

/// What a file looks like, as far as signatures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Signed if a `/ByteRange` stands in it: signature dictionaries cannot be compressed (ISO 32000, 12.8.1).
    Pdf,
    /// Signed if an element of XML-DSig stands in it.
    Xml,
    /// An envelope, its signature alone, or an alphabet in which marks are not looked for: the reader must say.
    Reader,
    /// Nothing of these.
    Other,
}

/// Looks at the pieces of a file as they come.
#[derive(Debug)]
pub(crate) struct Scan {
    form: Option<Form>,
    tail: Vec<u8>,
    byte_range: bool,
    namespace: bool,
    element: bool,
}

impl Scan {
    /// `envelope`: whether the format is one whose bytes are an envelope.
    pub(crate) fn new(envelope: bool) -> Self {
        let form = envelope.then_some(Form::Reader);
        Self { form, tail: Vec::new(), byte_range: false, namespace: false, element: false }
    }

    pub(crate) fn piece(&mut self, piece: &[u8]) {
        self.tail.extend_from_slice(piece);
        let form = match self.form {
            Some(form) => form,
            // The first kilobyte decides.
            None if self.tail.len() < 1024 => return,
            None => *self.form.insert(form(&self.tail)),
        };
        self.look(form);
        let keep = self.tail.len().saturating_sub(OVERLAP);
        self.tail.drain(..keep);
    }

    fn look(&mut self, form: Form) {
        let has = |text: &[u8]| memmem::find(&self.tail, text).is_some();
        match form {
            Form::Pdf => self.byte_range |= has(b"/ByteRange"),
            Form::Xml => {
                self.namespace |= has(b"http://www.w3.org/2000/09/xmldsig#");
                self.element |= has(b":Signature") || has(b"<Signature");
            }
            Form::Reader | Form::Other => {}
        }
    }

    /// Whether the rest of the file can change nothing: it need not be read.
    pub(crate) fn is_over(&self) -> bool {
        self.form == Some(Form::Other)
    }

    /// Whether what came by may be signed.
    pub(crate) fn may_be_signed(mut self) -> bool {
        let form = self.form.unwrap_or_else(|| form(&self.tail));
        self.look(form);
        match form {
            Form::Reader => true,
            Form::Pdf => self.byte_range,
            Form::Xml => self.namespace && self.element,
            Form::Other => false,
        }
    }
}

fn form(head: &[u8]) -> Form {
    let head = head.get(..1024).unwrap_or(head);
    if memmem::find(head, b"%PDF-").is_some() {
        return Form::Pdf;
    }
    // Sixteen bits a letter: the marks would not be found, so the reader must say.
    if head.starts_with(&[0xff, 0xfe, b'<']) || head.starts_with(&[0xfe, 0xff, 0, b'<']) {
        return Form::Reader;
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'<') => Form::Xml,
        _ => Form::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(bytes: &[u8], size: usize) -> bool {
        let mut scan = Scan::new(false);
        bytes.chunks(size).for_each(|piece| scan.piece(piece));
        scan.may_be_signed()
    }

    #[test]
    fn a_mark_is_found_however_the_stream_is_cut() {
        let pdf = [b"%PDF-1.7\n".as_slice(), &vec![b' '; 3000], b"/ByteRange [0 1 2 3]", &vec![b' '; 3000]].concat();
        let xml = [
            b"<?xml version='1.0'?><a>".as_slice(),
            &vec![b' '; 2000],
            b"<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">",
        ]
        .concat();
        for size in [1, 7, 63, 64, 65, 1000, 10_000] {
            assert!(signed(&pdf, size) && signed(&xml, size), "{size}");
        }
    }

    #[test]
    fn what_is_plainly_not_signed_is_told_so() {
        assert!(!signed(b"%PDF-1.7 without", 3));
        assert!(!signed(b"<html><p>Signature</p></html>", 3));
        assert!(!signed(b"Si chiede la Signature /ByteRange", 3));
        assert!(!signed(b"", 3));
        assert!(Scan::new(true).may_be_signed());
    }

    #[test]
    fn a_large_file_of_another_kind_is_left_after_its_beginning() {
        let mut scan = Scan::new(false);
        scan.piece(&[b'a'; 2000]);
        assert!(scan.is_over() && !scan.may_be_signed());
        for (other, envelope) in [(&b"%PDF-1.7"[..], false), (b"<a/>", false), (b"0", true)] {
            let mut scan = Scan::new(envelope);
            scan.piece(&[other, &[b' '; 2000]].concat());
            assert!(!scan.is_over());
        }
    }
}
