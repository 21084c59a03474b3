//! The cursor over the text: names, values, references.

use super::{Piece, chars};
use crate::Error;

impl Piece {
    /// The first bytes of it.
    pub(super) fn head(self, len: usize) -> Piece {
        Piece { len: u32::try_from(len).unwrap_or(0).min(self.len), ..self }
    }

    /// What follows the first bytes.
    pub(super) fn tail(self, from: usize) -> Piece {
        let from = u32::try_from(from).unwrap_or(0).min(self.len);
        Piece { start: self.start + from, len: self.len - from, ..self }
    }
}

pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Reader { text, at: 0 }
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn position(&self) -> u32 {
        u32::try_from(self.at).unwrap_or(u32::MAX)
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The text of a piece that was not made.
    pub(super) fn str(&self, piece: Piece) -> &'t str {
        let start = piece.start as usize;
        self.text.get(start..start + piece.len as usize).unwrap_or_default()
    }

    /// The line where the cursor stands, from 1. Counted when an error is told, once.
    pub(super) fn line(&self) -> usize {
        let read = self.text.as_bytes().get(..self.at).unwrap_or(self.text.as_bytes());
        1 + read.iter().filter(|byte| **byte == b'\n').count()
    }

    pub(super) fn malformed(&self, detail: &str) -> Error {
        Error::Malformed { line: self.line(), detail: detail.to_owned() }
    }

    fn piece(&mut self, len: usize) -> Piece {
        let piece = Piece { start: self.position(), len: u32::try_from(len).unwrap_or(0), made: false };
        self.at += len;
        piece
    }

    /// The XML declaration, if there is one; version 1.1 has other rules and is not read.
    pub(super) fn declaration(&mut self) -> Result<(), Error> {
        let start = self.rest();
        let start = start.strip_prefix('\u{feff}').unwrap_or(start);
        if start.trim_start().is_empty() {
            return Err(Error::Empty);
        }
        self.at = self.text.len() - start.len();
        let Some(after) = start.strip_prefix("<?xml").filter(|after| after.starts_with(chars::blank)) else {
            return if start.trim_start_matches(chars::blank).starts_with('<') { Ok(()) } else { Err(Error::NotXml) };
        };
        let declaration = self.until(after, "?>", "la dichiarazione «<?xml»")?;
        let declaration = self.str(declaration);
        let version = declaration.trim_start_matches(chars::blank).strip_prefix("version").map(str::trim_start);
        let version = version.and_then(|rest| rest.strip_prefix('=')).map(str::trim_start).unwrap_or_default();
        if version.starts_with("\"1.1") || version.starts_with("'1.1") {
            return Err(self.malformed("il documento è in XML 1.1, che non viene letto"));
        }
        Ok(())
    }

    /// The text up to a mark, of which `after` is the beginning; the cursor goes past the mark.
    pub(super) fn until(&mut self, after: &'t str, mark: &str, what: &str) -> Result<Piece, Error> {
        let Some(len) = after.find(mark) else {
            return Err(self.malformed(&format!("{what} non finisce")));
        };
        self.at = self.text.len() - after.len();
        let piece = self.piece(len);
        if !self.str(piece).chars().all(chars::allowed) {
            return Err(self.malformed("c'è un carattere che XML non ammette"));
        }
        self.at += mark.len();
        Ok(piece)
    }

    pub(super) fn text_until_markup(&mut self) -> Piece {
        let len = self.rest().find('<').unwrap_or(self.rest().len());
        self.piece(len)
    }

    pub(super) fn skip_blanks(&mut self) -> bool {
        let rest = self.rest();
        let skipped = rest.len() - rest.trim_start_matches(chars::blank).len();
        self.at += skipped;
        skipped > 0
    }

    pub(super) fn expect(&mut self, mark: &str) -> Result<(), Error> {
        if !self.rest().starts_with(mark) {
            return Err(self.malformed(&format!("manca «{mark}»")));
        }
        self.at += mark.len();
        Ok(())
    }

    pub(super) fn equals(&mut self) -> Result<(), Error> {
        self.skip_blanks();
        self.expect("=")?;
        self.skip_blanks();
        Ok(())
    }

    pub(super) fn name(&mut self) -> Result<Piece, Error> {
        let len = chars::name_len(self.rest());
        if len == 0 {
            return Err(self.malformed("manca un nome"));
        }
        Ok(self.piece(len))
    }

    /// Prefix and local name.
    pub(super) fn split(&self, name: Piece) -> Result<(Piece, Piece), Error> {
        let text = self.str(name);
        let (prefix, local) = match text.find(':') {
            Some(colon) => (name.head(colon), name.tail(colon + 1)),
            None => (name.head(0), name),
        };
        let fits = (prefix.len == 0) != text.contains(':') && chars::is_name(self.str(local));
        if !fits || (prefix.len > 0 && !chars::is_name(self.str(prefix))) {
            return Err(self.malformed(&format!("il nome «{}» non è ammesso", shortened(text))));
        }
        Ok((prefix, local))
    }

    /// Text between tags, with its references resolved.
    pub(super) fn character_data(&self, raw: Piece, made: &mut String) -> Result<Piece, Error> {
        let text = self.str(raw);
        if text.contains("]]>") {
            return Err(self.malformed("il testo contiene «]]>»"));
        }
        if !text.chars().all(chars::allowed) {
            return Err(self.malformed("c'è un carattere che XML non ammette"));
        }
        if !text.contains('&') {
            return Ok(raw);
        }
        self.resolve(text, false, made)
    }

    /// A quoted value, normalised (XML 1.0, 3.3.3; without a DTD all attributes are CDATA).
    pub(super) fn attribute_value(&mut self, made: &mut String) -> Result<Piece, Error> {
        let quote = match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            _ => return Err(self.malformed("il valore di un attributo non è fra virgolette")),
        };
        self.at += 1;
        let Some(len) = self.rest().find(quote) else {
            return Err(self.malformed("il valore di un attributo non finisce"));
        };
        let raw = self.piece(len);
        self.at += 1;
        let text = self.str(raw);
        if text.contains('<') || !text.chars().all(chars::allowed) {
            return Err(self.malformed("il valore di un attributo contiene un carattere non ammesso"));
        }
        if !text.contains(['&', '\n', '\t']) {
            return Ok(raw);
        }
        self.resolve(text, true, made)
    }

    fn resolve(&self, text: &str, blanks: bool, made: &mut String) -> Result<Piece, Error> {
        let start = made.len();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            push(made, before, blanks);
            let Some((name, after)) = after.split_once(';') else {
                return Err(self.malformed("una «&» non è seguita da un nome e da «;»"));
            };
            made.push(self.reference(name)?);
            rest = after;
        }
        push(made, rest, blanks);
        let fit = |n: usize| u32::try_from(n).map_err(|_| self.malformed("il testo è troppo lungo"));
        Ok(Piece { start: fit(start)?, len: fit(made.len() - start)?, made: true })
    }

    fn reference(&self, name: &str) -> Result<char, Error> {
        let number = |digits: &str, radix| {
            let plain = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
            plain.then(|| u32::from_str_radix(digits, radix).ok()).flatten().and_then(char::from_u32)
        };
        let found = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "apos" => Some('\''),
            "quot" => Some('"'),
            _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
                (Some(digits), _) => number(digits, 16),
                (None, Some(digits)) => number(digits, 10),
                (None, None) => return Err(Error::Entity { line: self.line(), name: shortened(name) }),
            },
        };
        found
            .filter(|c| chars::allowed(*c))
            .ok_or_else(|| self.malformed(&format!("«&{};» non è un carattere che XML ammette", shortened(name))))
    }
}

fn push(made: &mut String, text: &str, blanks: bool) {
    if blanks && text.contains(['\n', '\t']) {
        made.extend(text.chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }));
    } else {
        made.push_str(text);
    }
}

/// A name of the document, fit for a sentence.
fn shortened(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}
