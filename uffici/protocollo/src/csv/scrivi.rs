//! CSV as Italian spreadsheets expect it: semicolons, and the mark of UTF-8 in front of the first line.

/// What a formula begins with, also in the wide letters that some spreadsheets take for the same.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// One line of CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe in front.
pub(in crate::pagine) fn linea<const CELLS: usize>(cells: [String; CELLS]) -> String {
    let quoted = cells.map(|cell| {
        let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || !documents::is_plain(c));
        let formula = seen.starts_with(FORMULA) || cell.starts_with(['\t', '\r', '\n']);
        let safe = if formula { format!("'{cell}") } else { cell };
        format!("\"{}\"", safe.replace('"', "\"\""))
    });
    quoted.join(";") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(first: &str) -> String {
        let mut cells: [String; 3] = Default::default();
        cells[0] = first.into();
        linea(cells).split(';').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_only_text() {
        for formula in ["=1+1", "+39 055", "-2", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "＝1+1", "\u{feff}=1+1"] {
            assert_eq!(with(formula), format!("\"'{formula}\""));
        }
        assert_eq!(with("Domanda \"urgente\""), "\"Domanda \"\"urgente\"\"\"");
    }
}
