//! What leaves: semicolons, and the mark of UTF-8 in front of the first line.

pub(crate) use web::{csv_line as linea, unguarded as senza_riparo};

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
            assert_eq!(senza_riparo(&format!("'{formula}")), formula, "read again it is what it was");
        }
        assert_eq!(senza_riparo("'ndrangheta"), "'ndrangheta", "an apostrophe of a word stays");
        assert_eq!(with("Domanda \"urgente\""), "\"Domanda \"\"urgente\"\"\"");
    }
}
