//! Tables for a spreadsheet: semicolons, as Italian ones expect.

/// What a formula begins with, also in the wide letters that some spreadsheets take for the same.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// One line of CSV (RFC 4180, with semicolons). A cell that a spreadsheet would take for a formula gets an apostrophe in
/// front.
pub fn csv_line<const CELLS: usize>(cells: [String; CELLS]) -> String {
    let quoted = cells.map(|cell| {
        let safe = if is_formula(&cell) { format!("'{cell}") } else { cell };
        format!("\"{}\"", safe.replace('"', "\"\""))
    });
    quoted.join(";") + "\r\n"
}

/// Whether a spreadsheet would run a cell instead of showing it.
pub(crate) fn is_formula(cell: &str) -> bool {
    let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || !documents::is_plain(c));
    seen.starts_with(FORMULA) || cell.starts_with(['\t', '\r', '\n'])
}

/// A cell without the apostrophe that [`csv_line`] puts in front of a formula: what was written, read again.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}
