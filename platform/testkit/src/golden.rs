//! What was found held against a golden list, which a person made with `MUNICIPIO_BLESS=1` and has read.

use std::{collections::BTreeSet, fs};

/// Holds `text` against the golden list in this file; `bless` where it may be written anew from this text.
///
/// # Panics
/// Where they are not the same, with the lines that differ.
pub fn same(file: &str, text: &str, bless: bool) {
    if bless && std::env::var_os("MUNICIPIO_BLESS").is_some() {
        fs::write(file, text).expect("the golden list is written");
    }
    let golden = fs::read_to_string(file).unwrap_or_default();
    let (known, found): (BTreeSet<&str>, BTreeSet<&str>) = (golden.lines().collect(), text.lines().collect());
    let gone = known.difference(&found).map(|line| format!("- {line}"));
    let new = found.difference(&known).map(|line| format!("+ {line}"));
    let told: Vec<String> = gone.chain(new).collect();
    assert!(golden == text, "{file}: if this is meant, bless it with MUNICIPIO_BLESS=1\n{}", told.join("\n"));
}

/// Holds that each of these lines stands in the golden list in this file.
///
/// # Panics
/// Where one does not.
pub fn holds(file: &str, lines: &[String]) {
    let golden = fs::read_to_string(file).unwrap_or_default();
    let known: BTreeSet<&str> = golden.lines().collect();
    let new: Vec<&String> = lines.iter().filter(|line| !known.contains(line.as_str())).collect();
    assert!(new.is_empty(), "{file}: not in it: {new:#?}");
}
