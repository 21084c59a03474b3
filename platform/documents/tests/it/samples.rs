//! Every official sample goes through recognition, extraction and proposals.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use documents::format::{FormatId, recognise};
use documents::text::{extract, propose::propose};

pub use hostile::standards;

pub fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            files(&entry.path(), found);
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
}

#[test]
fn every_official_sample_is_recognised_and_read_in_bounded_time() {
    let Some(folder) = standards() else { return };
    let mut all = Vec::new();
    files(&folder, &mut all);
    all.sort();
    assert!(all.len() > 1000, "only {} samples", all.len());
    let mut counts: BTreeMap<FormatId, (usize, usize, usize)> = BTreeMap::new();
    let (mut slowest, mut mismatches) = (Vec::new(), Vec::new());
    for path in &all {
        let bytes = std::fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let start = Instant::now();
        let head = &bytes[..bytes.len().min(65_536)];
        let format = recognise(head, &name, Some(&bytes));
        let out = extract(&bytes, &format);
        propose(&bytes, &format, &out);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(240), "{}: {took:?}", path.display());
        assert!(out.text.len() <= 2_000_000);
        let count = counts.entry(format.id).or_default();
        count.0 += 1;
        count.1 += usize::from(!out.text.is_empty());
        count.2 += usize::from(!out.notes.is_empty());
        slowest.push((took, path.strip_prefix(&folder).unwrap().to_owned()));
        if format.mismatch {
            mismatches.push(format!("{name}: {format}"));
        }
        if std::env::var_os("MUNICIPIO_SHOW").is_some() && !out.notes.is_empty() {
            println!("{}: {} {:?}", path.display(), format, out.notes);
        }
    }
    println!("{} files; format: files, with text, with notes", all.len());
    for (id, (number, with_text, with_notes)) in &counts {
        println!("  {:<45} {number:>5} {with_text:>5} {with_notes:>5}", id.label());
    }
    slowest.sort();
    for (took, path) in slowest.iter().rev().take(5) {
        println!("  {took:>8.1?} {}", path.display());
    }
    println!("  names that do not match the content: {mismatches:#?}");
    let known = |id| counts.get(&id).map_or(0, |count| count.0);
    assert!(known(FormatId::FatturaPa) > 60);
    assert!(known(FormatId::Pdf) >= 15);
    assert!(known(FormatId::P7m) >= 15);
    assert!(known(FormatId::Eml) >= 5);
    // The two whose signature covers an attribute certificate or a token are not counted on.
    let unread = counts.get(&FormatId::FatturaPa).map_or(0, |count| count.0 - count.1);
    assert_eq!(unread, 0, "every invoice gives text");
}
