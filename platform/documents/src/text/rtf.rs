//! RTF: the words, without tables of fonts and pictures, in one pass and without recursion.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::walk::Walk;

/// Groups open at once that are remembered; deeper ones are taken for their parent.
const DEPTH: usize = 500;

/// Destinations whose content is not text of the document.
const SKIPPED: [&str; 16] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "themedata",
    "datastore",
    "generator",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "xmlnstbl",
    "latentstyles",
    "fldinst",
    "filetbl",
];

#[derive(Clone, Copy)]
struct Group {
    skip: bool,
    /// Characters that follow a Unicode one for old readers.
    fallback: usize,
}

pub(super) fn read(walk: &mut Walk, bytes: &[u8]) {
    let mut reader = RtfReader {
        groups: vec![Group { skip: false, fallback: 1 }],
        beyond: 0,
        encoding: WINDOWS_1252,
        pending: Vec::new(),
        to_skip: 0,
    };
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'{' => {
                reader.flush(walk);
                reader.open();
                after
            }
            b'}' => {
                reader.flush(walk);
                reader.close();
                after
            }
            b'\\' => reader.control(walk, after),
            b'\r' | b'\n' => after,
            _ => {
                reader.byte(byte);
                after
            }
        };
        if walk.is_full() {
            return;
        }
    }
    reader.flush(walk);
    walk.end_line();
}

struct RtfReader {
    groups: Vec<Group>,
    beyond: usize,
    encoding: &'static Encoding,
    pending: Vec<u8>,
    to_skip: usize,
}

impl RtfReader {
    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or(Group { skip: false, fallback: 1 })
    }

    fn open(&mut self) {
        if self.groups.len() < DEPTH {
            self.groups.push(self.group());
        } else {
            self.beyond += 1;
        }
    }

    fn close(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if self.groups.len() > 1 {
            self.groups.pop();
        }
    }

    fn skip_group(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            group.skip = true;
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else if !self.group().skip {
            self.pending.push(byte);
        }
    }

    fn flush(&mut self, walk: &mut Walk) {
        if !self.pending.is_empty() {
            walk.push(&self.encoding.decode_without_bom_handling(&self.pending).0);
            self.pending.clear();
        }
    }

    fn push(&mut self, walk: &mut Walk, text: &str) {
        self.flush(walk);
        if !self.group().skip {
            walk.push(text);
        }
    }

    /// What follows a backslash; gives what remains.
    fn control<'a>(&mut self, walk: &mut Walk, rest: &'a [u8]) -> &'a [u8] {
        let Some((&first, after)) = rest.split_first() else { return rest };
        if !first.is_ascii_alphabetic() {
            return self.symbol(walk, first, after);
        }
        let letters = rest.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
        let (word, tail) = rest.split_at_checked(letters).unwrap_or((rest, &[]));
        let minus = usize::from(tail.first() == Some(&b'-'));
        let digits = tail.iter().skip(minus).take(10).take_while(|b| b.is_ascii_digit()).count();
        let length = if digits > 0 { minus + digits } else { 0 };
        let (number, tail) = tail.split_at_checked(length).unwrap_or((tail, &[]));
        let number: Option<i64> = std::str::from_utf8(number).ok().and_then(|n| n.parse().ok());
        self.word(walk, std::str::from_utf8(word).unwrap_or_default(), number);
        if let (b"bin", Some(count)) = (word, number) {
            return tail.get(usize::try_from(count).unwrap_or(0)..).unwrap_or_default();
        }
        tail.strip_prefix(b" ").unwrap_or(tail)
    }

    fn symbol<'a>(&mut self, walk: &mut Walk, symbol: u8, after: &'a [u8]) -> &'a [u8] {
        match symbol {
            b'\'' => {
                let mut byte = [0u8; 1];
                let digits = after.get(..2).unwrap_or_default();
                if hex::decode_to_slice(digits, &mut byte).is_ok() {
                    self.byte(byte[0]);
                }
                return after.get(2..).unwrap_or_default();
            }
            b'*' => self.skip_group(),
            b'~' => self.push(walk, " "),
            b'_' => self.push(walk, "-"),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'\r' | b'\n' => self.push(walk, "\n"),
            _ => {}
        }
        after
    }

    fn word(&mut self, walk: &mut Walk, word: &str, number: Option<i64>) {
        match (word, number) {
            ("par" | "line" | "sect" | "page" | "row", _) => self.push(walk, "\n"),
            ("tab" | "cell", _) => self.push(walk, "\t"),
            ("emdash", _) => self.push(walk, "—"),
            ("endash", _) => self.push(walk, "–"),
            ("rquote" | "lquote", _) => self.push(walk, "'"),
            ("rdblquote" | "ldblquote", _) => self.push(walk, "\""),
            ("ansicpg", Some(page)) => {
                self.encoding = Encoding::for_label(format!("windows-{page}").as_bytes()).unwrap_or(WINDOWS_1252);
            }
            ("uc", Some(count)) => {
                if let Some(group) = self.groups.last_mut() {
                    group.fallback = usize::try_from(count).unwrap_or(1).min(16);
                }
            }
            ("u", Some(code)) => {
                // Written as a signed 16-bit number.
                let code = u32::try_from(if code < 0 { code + 65_536 } else { code }).unwrap_or(0);
                if let Some(c) = char::from_u32(code) {
                    self.push(walk, c.encode_utf8(&mut [0; 4]));
                }
                self.to_skip = self.group().fallback;
            }
            (word, _) if SKIPPED.contains(&word) => self.skip_group(),
            _ => {}
        }
    }
}
