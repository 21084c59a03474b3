//! XML written to any [`std::io::Write`], element after element, so that an index of ten thousand files is never in
//! memory.
//!
//! What it promises: well-formed XML 1.0 in UTF-8; text and attribute values come back from a reader exactly as they
//! were given, save one thing that XML imposes: a character that XML 1.0 cannot carry at all (section 2.2) becomes
//! U+FFFD, so that one sees that something stood there.
//!
//! The first error of the writer underneath is kept and given by [`Xml::finish`]; nothing is written after it. What is
//! absent: namespaces (names are written as given), DTDs, comments.

use std::io::{self, Write};

mod copy;

pub use copy::{copy, copy_to_string};

/// Blanks for each level.
const INDENT: &str = "  ";

/// A document being written.
#[derive(Debug)]
pub struct Xml<W> {
    out: W,
    open: Vec<String>,
    /// Whether the element written last closed a line: then its parent's end stands on a line of its own.
    broken: bool,
    error: Option<io::Error>,
}

impl<W: Write> Xml<W> {
    /// A piece without declaration, to stand inside another document.
    pub fn piece(out: W) -> Self {
        Xml { out, open: Vec::new(), broken: false, error: None }
    }

    /// A whole document: the declaration is written at once.
    pub fn document(out: W) -> Self {
        let mut xml = Self::piece(out);
        xml.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        xml.broken = true;
        xml
    }

    /// Opens an element. `attributes` are names and values, in this order.
    pub fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.line();
        self.tag(name, attributes);
        self.open.push(name.to_owned());
        self.broken = false;
    }

    /// Closes the element opened last. With none open, nothing happens.
    pub fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        if self.broken {
            self.line();
        }
        self.put("</");
        self.put(&name);
        self.put(">");
        self.broken = true;
    }

    /// An element with what `inside` writes.
    pub fn within(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.start(name, attributes);
        inside(self);
        self.end();
    }

    /// An element with text only.
    pub fn text(&mut self, name: &str, text: &str) {
        self.text_with(name, &[], text);
    }

    /// An element with attributes and text.
    pub fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.line();
        self.tag(name, attributes);
        self.escaped(text, false);
        self.put("</");
        self.put(name);
        self.put(">");
        self.broken = true;
    }

    /// An element with text, if there is any.
    pub fn maybe(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// An element in which words and elements are mixed: nothing is put between them.
    pub fn mixed(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Mixed<'_, W>)) {
        self.line();
        Mixed { xml: self }.element(name, attributes, inside);
        self.broken = true;
    }

    /// XML that somebody else wrote and answers for: without declaration, well-formed.
    pub fn raw(&mut self, xml: &str) {
        self.line();
        self.put(xml.trim_end());
        self.broken = true;
    }

    /// Closes what is open and gives the writer back.
    ///
    /// # Errors
    /// The first one that the writer gave.
    pub fn finish(mut self) -> io::Result<W> {
        while !self.open.is_empty() {
            self.end();
        }
        self.put("\n");
        match self.error.take() {
            Some(error) => Err(error),
            None => {
                self.out.flush()?;
                Ok(self.out)
            }
        }
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.put("<");
        self.put(name);
        for (key, value) in attributes {
            self.put(" ");
            self.put(key);
            self.put("=\"");
            self.escaped(value, true);
            self.put("\"");
        }
        self.put(">");
    }

    /// A new line and its indent; not before the first element of a piece.
    fn line(&mut self) {
        if self.open.is_empty() && !self.broken {
            return;
        }
        self.put("\n");
        for _ in 0..self.open.len() {
            self.put(INDENT);
        }
    }

    fn escaped(&mut self, text: &str, attribute: bool) {
        let mut from = 0;
        for (at, c) in text.char_indices() {
            let Some(instead) = instead(c, attribute) else { continue };
            self.put(text.get(from..at).unwrap_or_default());
            self.put(instead);
            from = at + c.len_utf8();
        }
        self.put(text.get(from..).unwrap_or_default());
    }

    fn put(&mut self, text: &str) {
        if self.error.is_none()
            && let Err(error) = self.out.write_all(text.as_bytes())
        {
            self.error = Some(error);
        }
    }
}

/// Words and elements in the order in which they are written: see [`Xml::mixed`].
#[derive(Debug)]
pub struct Mixed<'a, W> {
    xml: &'a mut Xml<W>,
}

impl<W: Write> Mixed<'_, W> {
    /// Words.
    pub fn text(&mut self, text: &str) {
        self.xml.escaped(text, false);
    }

    /// An element among them.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.xml.tag(name, attributes);
        inside(self);
        self.xml.put("</");
        self.xml.put(name);
        self.xml.put(">");
    }
}

/// A document written to memory, where nothing can fail.
#[must_use]
pub fn to_string(inside: impl FnOnce(&mut Xml<Vec<u8>>)) -> String {
    text_of(Xml::document(Vec::new()), inside)
}

/// The same without declaration.
#[must_use]
pub fn piece_to_string(inside: impl FnOnce(&mut Xml<Vec<u8>>)) -> String {
    text_of(Xml::piece(Vec::new()), inside)
}

fn text_of(mut xml: Xml<Vec<u8>>, inside: impl FnOnce(&mut Xml<Vec<u8>>)) -> String {
    inside(&mut xml);
    let bytes = xml.finish().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn instead(c: char, attribute: bool) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' if attribute => "&quot;",
        '\n' if attribute => "&#10;",
        '\t' if attribute => "&#9;",
        '\r' => "&#13;",
        '\n' | '\t' => return None,
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => "\u{fffd}",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_as_it_was() {
        let nasty = "a<b>&\"c'\r\n\té ]]> \u{1}";
        let xml = to_string(|xml| {
            xml.within("r", &[("k", nasty)], |xml| {
                xml.text("t", nasty);
                xml.within("empty", &[], |_| {});
            });
        });
        let read = bounded_xml::read(xml.as_bytes(), bounded_xml::Limits::default()).unwrap().root;
        let told = nasty.replace('\u{1}', "\u{fffd}");
        assert_eq!(read.child("t").unwrap().text, told);
        assert_eq!(read.attributes[0].value, told);
        assert!(read.child("empty").unwrap().text.is_empty(), "no blanks come into an element that has none");
    }

    #[test]
    fn the_first_error_is_kept() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(bytes.len()).ok_or_else(|| io::Error::other("full"))?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut xml = Xml::document(Full(60));
        (0..100).for_each(|_| xml.text("a", "b"));
        assert!(xml.finish().is_err());
    }

    #[test]
    fn a_piece_begins_with_its_element() {
        assert_eq!(piece_to_string(|xml| xml.text("a", "b")), "<a>b</a>\n");
        let in_levels = piece_to_string(|xml| xml.within("a", &[], |xml| xml.text("b", "c")));
        assert_eq!(in_levels, "<a>\n  <b>c</b>\n</a>\n");
    }

    #[test]
    fn words_and_elements_that_are_mixed_have_nothing_between_them() {
        let xml = piece_to_string(|xml| {
            xml.within("d", &[], |xml| {
                xml.mixed("p", &[("k", "<")], |p| {
                    p.text("uno <");
                    p.element("b", &[], |b| {
                        b.text("due");
                        b.element("i", &[], |i| i.text("tre"));
                    });
                    p.text("& quattro");
                });
                xml.text("e", "x");
            });
        });
        let told = "<d>\n  <p k=\"&lt;\">uno &lt;<b>due<i>tre</i></b>&amp; quattro</p>\n  <e>x</e>\n</d>\n";
        assert_eq!(xml, told);
    }
}
