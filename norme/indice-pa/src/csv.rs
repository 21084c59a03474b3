//! Rows of a table with separators, read a line at a time within bounds.

use std::io::{BufRead, Read};

use crate::Error;

/// Bytes of one row: the longest real ones have a few thousand.
const MAX_ROW: usize = 256 << 10;
/// Cells of one row.
const MAX_CELLS: usize = 200;

#[derive(Debug)]
pub(crate) struct Rows<R> {
    source: R,
    separator: char,
    line: u64,
    done: bool,
}

impl<R: BufRead> Rows<R> {
    pub fn new(source: R) -> Self {
        Self { source, separator: ',', line: 0, done: false }
    }

    /// The first row; what stands most often in it is the separator.
    pub fn heads(&mut self) -> Result<Option<Vec<String>>, Error> {
        let Some(text) = self.text()? else { return Ok(None) };
        let text = text.trim_start_matches('\u{feff}');
        let often = |separator: &char| text.matches(*separator).count();
        // Of two that stand equally often the later is taken by `max_by_key`: the comma.
        self.separator = ['\t', ';', ','].into_iter().max_by_key(often).unwrap_or(',');
        Ok(Some(self.cells(text)))
    }

    pub fn next_row(&mut self) -> Result<Option<Vec<String>>, Error> {
        Ok(self.text()?.map(|text| self.cells(&text)))
    }

    /// The text of a row: a line, and those after it while a quote is open.
    fn text(&mut self) -> Result<Option<String>, Error> {
        if self.done {
            return Ok(None);
        }
        let first = self.line + 1;
        let mut bytes = Vec::new();
        let mut open = false;
        loop {
            let before = bytes.len();
            let room = MAX_ROW.saturating_sub(bytes.len()) as u64;
            let read = self.source.by_ref().take(room).read_until(b'\n', &mut bytes)?;
            self.line += 1;
            // A file that ends within quotes was cut off: what stands after them is not to be lost without a word.
            if bytes.len() >= MAX_ROW || (read == 0 && open) {
                self.done = true;
                return Err(Error::Line {
                    line: first,
                    what: "il testo è troppo lungo, o le virgolette non si chiudono",
                });
            }
            if read == 0 {
                self.done = true;
                break;
            }
            let quotes = bytes.iter().skip(before).filter(|byte| **byte == b'"').count();
            open ^= quotes % 2 == 1;
            if !open && bytes.ends_with(b"\n") {
                break;
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        Ok(Some(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(other) => other.into_bytes().into_iter().map(char::from).collect(),
        }))
    }

    fn cells(&self, text: &str) -> Vec<String> {
        let mut cells = Vec::new();
        let mut cell = String::new();
        let mut quoted = false;
        let mut chars = text.trim_end_matches(['\r', '\n']).chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if cell.trim().is_empty() => {
                    cell.clear();
                    quoted = true;
                }
                c if c == self.separator && !quoted => {
                    if cells.len() < MAX_CELLS {
                        cells.push(tidy(&cell));
                    }
                    cell.clear();
                }
                c => cell.push(c),
            }
        }
        if cells.len() < MAX_CELLS {
            cells.push(tidy(&cell));
        }
        cells
    }
}

/// Single blanks, no control characters.
fn tidy(cell: &str) -> String {
    let plain: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Vec<Vec<String>> {
        let mut rows = Rows::new(text);
        let mut all = vec![rows.heads().unwrap().unwrap()];
        while let Some(row) = rows.next_row().unwrap() {
            all.push(row);
        }
        all
    }

    #[test]
    fn quotes_may_come_after_a_blank_and_hold_separators_and_lines() {
        let all = rows(b"a,b,c\n1, \"x, \"\"y\"\"\",\"one\ntwo\"\r\n");
        assert_eq!(all[1], ["1", "x, \"y\"", "one two"]);
    }

    #[test]
    fn tabs_and_semicolons_part_cells_too() {
        assert_eq!(rows(b"a;b\n1;2,3\n")[1], ["1", "2,3"]);
        assert_eq!(rows(b"a\tb\n1\t2;3")[1], ["1", "2;3"]);
    }

    #[test]
    fn bytes_of_the_old_encoding_are_read() {
        assert_eq!(rows(b"a,b\nLibert\xe0,1\n")[1], ["Libertà", "1"]);
    }

    #[test]
    fn a_quote_that_never_closes_is_told_with_its_line_and_costs_no_memory() {
        let mut text = b"a,b\n1,\"".to_vec();
        text.extend(std::iter::repeat_n(b'x', 4 << 20));
        let mut rows = Rows::new(&text[..]);
        rows.heads().unwrap();
        assert!(matches!(rows.next_row(), Err(Error::Line { line: 2, .. })));
        assert!(matches!(rows.next_row(), Ok(None)));
    }

    #[test]
    fn a_file_that_ends_within_quotes_is_refused_and_not_read_short() {
        let mut rows = Rows::new(&b"a,b\n1,2\n3,\"quattro\n5,6\n"[..]);
        rows.heads().unwrap();
        assert_eq!(rows.next_row().unwrap().unwrap(), ["1", "2"]);
        assert!(matches!(rows.next_row(), Err(Error::Line { line: 3, .. })));
    }
}
