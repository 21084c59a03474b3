//! What holds of every document, whoever made it. The fuzzer drives the same.

use documents::{
    format::recognise,
    text::{Limits, extract_within, propose::propose},
};

/// Recognises it, reads it and proposes from it.
pub fn regge(bytes: &[u8], name: &str) {
    let limits = Limits { text: 500_000, unpacked: 64_000_000, ..Limits::default() };
    let format = recognise(&bytes[..bytes.len().min(65_536)], name, Some(bytes));
    let read = extract_within(bytes, &format, limits);
    assert!(read.text.len() <= limits.text, "{}", read.text.len());
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    assert!(!read.text.contains(odd), "no control characters reach the index");
    assert!(read.notes.len() <= 100 && read.notes.iter().all(|note| note.len() < 20_000));
    let found = propose(bytes, &format, &read);
    for subject in &found.subject {
        assert!(!subject.value.contains(['\0', '\n']), "a subject is one line: {:?}", subject.value);
    }
}
