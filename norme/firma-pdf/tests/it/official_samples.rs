//! The signed PDFs of the standards folder, against what OpenSSL said of them and what is known of each.

use std::path::Path;

use firma_pdf::{Coverage, Reading, Verdict, read};
use hostile::standards;

fn file(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// One line of the oracle: file, and how much each signature covers of how much.
fn oracle(folder: &Path) -> Vec<(String, Vec<(usize, usize)>)> {
    let text = String::from_utf8(file(folder, "11-firma/OPENSSL_ORACLE.tsv")).expect("UTF-8");
    let mut files: Vec<(String, Vec<(usize, usize)>)> = Vec::new();
    for line in text.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, kind, _, detail] = columns.as_slice() else { continue };
        if !kind.starts_with("PAdES sig") {
            continue;
        }
        let numbers: Vec<usize> = detail.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        if files.last().is_none_or(|(last, _)| last != name) {
            files.push(((*name).to_owned(), Vec::new()));
        }
        let covered = numbers.first().copied().zip(numbers.get(1).copied());
        files.last_mut().expect("pushed").1.extend(covered.or((detail.is_empty()).then_some((0, 0))));
    }
    files
}

fn told(reading: &Reading) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    for (at, revision) in reading.revisions.iter().enumerate() {
        let _ = writeln!(text, "revision {at}: up to {}, {} objects", revision.end, revision.objects.len());
    }
    for anomaly in &reading.anomalies {
        let _ = writeln!(text, "! {anomaly}");
    }
    for one in &reading.signatures {
        let _ = writeln!(
            text,
            "{} {:?} {:?} {:?} revision {:?} {:?} {:?}",
            one.field,
            one.purpose,
            one.sub_filter,
            one.byte_range,
            one.revision,
            one.coverage,
            one.verdict()
        );
        for anomaly in &one.anomalies {
            let _ = writeln!(text, "  ! {anomaly}");
        }
        for change in &one.changes {
            let _ = writeln!(text, "  {} {:?} {:?}: {}", change.revision, change.verdict, change.kind, change.text);
        }
    }
    text
}

#[test]
fn every_signature_that_openssl_saw_is_read_with_the_same_range() {
    let Some(folder) = standards() else { return };
    let files = oracle(&folder);
    assert!(files.len() >= 14, "{}", files.len());
    let mut signatures = 0;
    for (name, wanted) in files {
        let bytes = file(&folder, &name);
        let reading = read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        if std::env::var_os("TOLD").is_some() {
            eprintln!("== {name}\n{}", told(&reading));
        }
        let covers: Vec<(usize, usize)> = reading
            .signatures
            .iter()
            .filter_map(|one| match one.byte_range.as_slice() {
                [.., from, length] => Some((usize::try_from(from + length).ok()?, bytes.len())),
                _ => None,
            })
            .collect();
        let doubts = reading.signatures.iter().flat_map(|one| &one.anomalies).chain(&reading.anomalies).count();
        // The last signature of SK-1 has two /Type.
        let odd = ["out-of-byteRange.pdf", "corrupted.pdf", "SK-1 (HASH_FAILURE).pdf"];
        let broken = odd.iter().any(|end| name.ends_with(end));
        assert_eq!(doubts > 0, broken, "{name}\n{}", told(&reading));
        signatures += covers.len();
        if name.ends_with("out-of-byteRange.pdf") {
            // The oracle gives no numbers: the hole is not digits.
            assert_eq!(reading.signatures[0].byte_range, [0, 200_000, 307_747, 1_137], "{name}");
            continue;
        }
        assert_eq!(covers, wanted, "{name}\n{}", told(&reading));
    }
    assert!(signatures >= 24, "{signatures}");
}

/// Every PDF of the folder is read: signed or not, of tables, streams and hybrids.
#[test]
fn every_pdf_is_read() {
    let Some(folder) = standards() else { return };
    let mut waiting = vec![folder.join("11-firma")];
    let mut read_files = 0;
    while let Some(at) = waiting.pop() {
        for entry in std::fs::read_dir(at).expect("folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf")) {
                let reading = read(&std::fs::read(&path).expect("file"));
                let reading = reading.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let cut = path.ends_with("pdf-signed-corrupted.pdf");
                assert!(reading.rebuilt == cut && reading.pages > 0, "{}\n{}", path.display(), told(&reading));
                read_files += 1;
            }
        }
    }
    assert!(read_files >= 17, "{read_files}");
}

#[test]
fn what_covers_the_file_and_what_does_not() {
    let Some(folder) = standards() else { return };
    let dss = "11-firma/esig__dss/dss-pades/src/test/resources/validation";
    let of = |name: &str| read(&file(&folder, &format!("{dss}/{name}"))).expect("read");
    assert_eq!(of("pades-bes.pdf").signatures[0].coverage, Coverage::WholeFile);
    assert_eq!(of("pdf-signed-corrupted.pdf").signatures[0].coverage, Coverage::Partial);
    assert_eq!(of("pdf-signed-out-of-byteRange.pdf").signatures[0].coverage, Coverage::Partial);
    assert_eq!(of("pdf-signed-corrupted.pdf").signatures[0].verdict(), Verdict::NotPermitted);
    assert_eq!(of("dss-2236/replace.pdf").signatures[0].coverage, Coverage::Revision { after: 1 });
}

/// Second signatures, forms that the certification lets be filled in, evidence, time stamps, of seven different programs.
#[test]
fn honest_additions_are_not_told_as_tampering() {
    let Some(folder) = standards() else { return };
    let mut after = 0;
    for (name, _) in oracle(&folder) {
        let reading = read(&file(&folder, &name)).expect("read");
        let attacked = ["replace.pdf", "corrupted.pdf", "out-of-byteRange.pdf"].iter().any(|end| name.ends_with(end));
        for one in &reading.signatures {
            let wanted = if attacked { Verdict::NotPermitted } else { Verdict::Permitted };
            assert_eq!(one.verdict(), wanted, "{name}\n{}", told(&reading));
            after += one.changes.len();
        }
    }
    assert!(after > 20, "{after} changes");
}

/// The field's mark was replaced with one that says something else, its value left as it was.
#[test]
fn the_replaced_mark_of_a_field_is_told() {
    let Some(folder) = standards() else { return };
    let name = "11-firma/esig__dss/dss-pades/src/test/resources/validation/dss-2236/replace.pdf";
    let reading = read(&file(&folder, name)).expect("read");
    let change = reading.signatures[0].changes.iter().find(|change| change.verdict == Verdict::NotPermitted);
    let change = change.expect("a change");
    assert!(change.text.contains("Text1") && change.object.is_some(), "{}", told(&reading));
}
