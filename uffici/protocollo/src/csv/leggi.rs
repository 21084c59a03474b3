//! A file as spreadsheets write it, with semicolons or commas, read within bounds.

use std::mem::take;

/// Cells of a row at most: more are a wrong separator or no table at all.
const MOST_CELLS: usize = 64;

/// A row with the line on which it begins, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Riga {
    pub linea: usize,
    pub celle: Vec<String>,
}

/// Why a file is no table: line and sentence.
pub(crate) type Guasto = (usize, String);

/// The rows of a file, at most `most` of them; those in which nothing is written are left out.
pub(crate) fn leggi(text: &str, most: usize) -> Result<Vec<Riga>, Guasto> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    let separatore = if head.matches(';').count() >= head.matches(',').count() { ';' } else { ',' };
    let mut rows = Rows { most, ..Rows::default() };
    let mut chars = text.chars().peekable();
    let (mut line, mut quoted) = (1, false);
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                rows.cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if rows.cell.is_empty() => quoted = true,
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' | '\r' if !quoted => {
                rows.end_row()?;
                line += 1;
                rows.begins = line;
            }
            c if c == separatore && !quoted => rows.end_cell()?,
            c => {
                line += usize::from(c == '\n');
                rows.cell.push(c);
            }
        }
    }
    if quoted {
        return Err((rows.begins.max(1), "le virgolette si aprono e non si chiudono.".into()));
    }
    rows.end_row()?;
    Ok(rows.done)
}

#[derive(Default)]
struct Rows {
    done: Vec<Riga>,
    cells: Vec<String>,
    cell: String,
    /// The line on which the row began; 0 stands for the first.
    begins: usize,
    most: usize,
}

impl Rows {
    fn end_cell(&mut self) -> Result<(), Guasto> {
        if self.cells.len() >= MOST_CELLS {
            return Err((self.begins.max(1), format!("ci sono più di {MOST_CELLS} colonne: non è la tabella attesa.")));
        }
        self.cells.push(take(&mut self.cell));
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Guasto> {
        self.end_cell()?;
        let celle = take(&mut self.cells);
        if celle.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let linea = self.begins.max(1);
        if self.done.len() >= self.most {
            return Err((linea, "il file ha troppe righe: dividilo e carica le parti una dopo l'altra.".into()));
        }
        self.done.push(Riga { linea, celle });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        leggi(text, 10).unwrap().into_iter().map(|riga| (riga.linea, riga.celle)).collect()
    }

    fn row(linea: usize, celle: &[&str]) -> (usize, Vec<String>) {
        (linea, celle.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn it_is_read_as_spreadsheets_write_it_and_each_row_knows_its_line() {
        let text = "\u{feff}\"Numero\";Oggetto\r\n1;\"Domanda \"\"urgente\"\";\r\nin due righe\"\r\n\r\n;\r\n2;x";
        let expected = [
            row(1, &["Numero", "Oggetto"]),
            row(2, &["1", "Domanda \"urgente\";\r\nin due righe"]),
            row(6, &["2", "x"]),
        ];
        assert_eq!(rows(text), expected);
        assert_eq!(rows("a,b\n1,\"2,3\"\n"), [row(1, &["a", "b"]), row(2, &["1", "2,3"])]);
        assert_eq!(rows("a;b\r1;2"), [row(1, &["a", "b"]), row(2, &["1", "2"])], "line ends of old machines");
        assert!(rows("").is_empty());
    }

    #[test]
    fn what_is_no_table_is_refused_with_its_line_and_within_bounds() {
        assert_eq!(leggi("a;b\n\"1;2\n3;4", 10).unwrap_err().0, 2);
        assert_eq!(leggi("a\n1\n2\n3", 3).unwrap_err().0, 4);
        assert_eq!(leggi(&";".repeat(1_000_000), 3).unwrap_err().0, 1);
    }
}
