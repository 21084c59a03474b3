//! Tables for a spreadsheet: semicolons, as Italian ones expect.

/// What a formula begins with, also in the wide letters that some spreadsheets take for the same.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// One line of CSV (RFC 4180, with semicolons). A cell that a spreadsheet would take for a formula gets an apostrophe in
/// front.
pub fn csv_line<const CELLS: usize>(cells: [String; CELLS]) -> String {
    cells.map(|text| cell(&text)).join(";") + "\r\n"
}

/// One cell, in quotes; see [`csv_line`].
pub(crate) fn cell(text: &str) -> String {
    format!("\"{}{}\"", if is_formula(text) { "'" } else { "" }, text.replace('"', "\"\""))
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
