//! Containers (ASiC): what of them is signed, and how much of them is looked at.

use std::io::{Cursor, Write};

use firma_xml::External;
use firma_xml::make::Content;
use signing::verify::read::Beside;
use signing::verify::report::{Mark, Report};
use zip::write::SimpleFileOptions;

use crate::pki::setup::Setup;
use crate::xml::made;

const ONE: External<'static> = External { name: "uno.txt", bytes: b"uno" };
const TWO: External<'static> = External { name: "due.txt", bytes: b"due" };
const MIME: (&str, &[u8]) = ("mimetype", b"application/vnd.etsi.asic-e+zip");

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        writer.start_file(*name, stored).expect("a file");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

fn judged(setup: &Setup, files: &[(&str, &[u8])], content: Option<&[u8]>) -> Report {
    let beside = Beside { content, stamps: &[] };
    setup.judge_with(&packed(files), beside, &setup.trust(), &setup.evidence()).expect("a report")
}

#[test]
fn a_container_is_green_only_if_all_of_it_is_signed() {
    let setup = Setup::good();
    let both = made(&setup, Content::Detached(&[ONE, TWO]));
    let files = |signature: &'_ str| -> Report {
        let files =
            [MIME, (ONE.name, ONE.bytes), (TWO.name, TWO.bytes), ("META-INF/signatures.xml", signature.as_bytes())];
        judged(&setup, &files, None)
    };
    let report = files(&both);
    assert_eq!(report.mark, Mark::Green, "{:?} {:#?}", report.warnings, report.signatures[0].checks);
    let one = made(&setup, Content::Detached(&[ONE]));
    let report = files(&one);
    assert_eq!((report.signatures[0].mark, report.mark), (Mark::Amber, Mark::Amber));
    assert_eq!(report.signatures[0].scope.what, "il file uno.txt");
    assert_eq!(report.warnings, ["nel contenitore ci sono file che nessuno ha firmato: due.txt"]);
    let told = |report: &Report| {
        let checks = &report.signatures[0].checks;
        checks.iter().any(|check| check.text == "la firma non riguarda questi file del contenitore: due.txt")
    };
    assert!(told(&report), "{:#?}", report.signatures[0].checks);
    // Each file is signed, but neither signature is over both.
    let two = made(&setup, Content::Detached(&[TWO]));
    let files = [
        MIME,
        (ONE.name, ONE.bytes),
        (TWO.name, TWO.bytes),
        ("META-INF/signatures1.xml", one.as_bytes()),
        ("META-INF/signatures2.xml", two.as_bytes()),
    ];
    let report = judged(&setup, &files, None);
    assert_eq!((report.warnings.as_slice(), report.mark), (&[][..], Mark::Amber));
    assert!(told(&report));
    // What a signature encloses is none of the files.
    let enclosed = made(&setup, Content::Enveloping { bytes: b"uno", mime: "text/plain" });
    let files = [MIME, (ONE.name, ONE.bytes), ("META-INF/signatures.xml", enclosed.as_bytes())];
    assert_eq!(judged(&setup, &files, None).signatures[0].mark, Mark::Amber);
}

#[test]
fn a_document_given_beside_a_container_is_told_and_does_not_count() {
    let setup = Setup::good();
    let signature = made(&setup, Content::Detached(&[ONE]));
    let files = [MIME, (ONE.name, ONE.bytes), ("META-INF/signatures.xml", signature.as_bytes())];
    assert_eq!(judged(&setup, &files, None).mark, Mark::Green);
    let report = judged(&setup, &files, Some(b"uno"));
    assert_eq!((report.signatures[0].mark, report.mark), (Mark::Green, Mark::Amber));
    assert!(report.warnings[0].contains("dato a parte non è stato controllato"), "{:?}", report.warnings);
    let altered = [MIME, (ONE.name, &b"altro"[..]), ("META-INF/signatures.xml", signature.as_bytes())];
    assert_eq!(judged(&setup, &altered, Some(ONE.bytes)).signatures[0].mark, Mark::Red);
}

#[test]
fn a_container_of_signatures_without_end_is_refused_in_a_sentence() {
    let setup = Setup::good();
    let signature = made(&setup, Content::Detached(&[ONE]));
    let names: Vec<String> = (0..101).map(|number| format!("META-INF/signatures{number}.xml")).collect();
    let signatures = names.iter().map(|name| (name.as_str(), signature.as_bytes()));
    let files: Vec<(&str, &[u8])> = [MIME, (ONE.name, ONE.bytes)].into_iter().chain(signatures).collect();
    let error = setup.judge_bytes(&packed(&files)).expect_err("too many");
    assert!(error.to_string().contains("più di 100 file di firma"), "{error}");
}
