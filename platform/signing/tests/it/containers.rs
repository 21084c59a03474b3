//! Containers (ASiC): what of them is signed, and how much of them is looked at.

use std::io::{Cursor, Write};

use firma_xml::External;
use firma_xml::make::Content;
use signing::verify::read::Beside;
use signing::verify::report::{Mark, Report};
use zip::write::SimpleFileOptions;

use crate::pki::setup::Setup;
use crate::xml::{PARTIAL, made, made_through};

pub const ONE: External<'static> = External { name: "uno.txt", bytes: b"uno" };
const TWO: External<'static> = External { name: "due.txt", bytes: b"due" };
pub const MIME: (&str, &[u8]) = ("mimetype", b"application/vnd.etsi.asic-e+zip");

pub fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
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

/// What is told of a container with this signature, and what else is in it.
fn with(setup: &Setup, signature: &str, more: &[(&str, &[u8])]) -> Report {
    let files = [MIME, (ONE.name, ONE.bytes), ("META-INF/signatures.xml", signature.as_bytes())];
    judged(setup, &[&files, more].concat(), None)
}

/// In the folder of the signatures people look at documents as well.
#[test]
fn a_document_among_the_signatures_is_not_of_the_container() {
    let setup = Setup::good();
    let signature = made(&setup, Content::Detached(&[ONE]));
    let description = b"<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"/>";
    for name in ["container.xml", "manifest.xml", "metadata.xml"] {
        let report = with(&setup, &signature, &[(&format!("META-INF/{name}"), description)]);
        assert_eq!(report.mark, Mark::Green, "{name}: {:?}", report.warnings);
    }
    for name in
        ["META-INF/Allegato.pdf", "META-INF/altro/container.xml", "META-INF/signatures.pdf", "META-INF/mimetype"]
    {
        let report = with(&setup, &signature, &[(name, b"Si pagano 1000 euro")]);
        assert_eq!((report.signatures[0].mark, report.mark), (Mark::Amber, Mark::Amber), "{name}");
        assert_eq!(report.warnings, [format!("nel contenitore ci sono file che nessuno ha firmato: {name}")]);
    }
    // What is called a signature or a manifest, and is none.
    for name in ["META-INF/signature-allegato.xml", "META-INF/ASiCManifest-allegato.xml"] {
        let report = with(&setup, &signature, &[(name, b"<allegato><importo>1000</importo></allegato>")]);
        assert_eq!(report.mark, Mark::Amber, "{name}");
        assert!(report.warnings[0].contains(name), "{:?}", report.warnings);
    }
}

/// Whoever opens a file of the container reads all of it.
#[test]
fn a_file_of_a_container_of_which_a_part_is_signed_is_not_green() {
    let setup = Setup::good();
    let act = |more: &str| format!("<atto>{more}<importo>10</importo></atto>");
    let added =
        act("<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><importo>1000</importo></ds:Signature>");
    let (whole, canonical) = (act(""), ("http://www.w3.org/2001/10/xml-exc-c14n#", ""));
    let file = External { name: "atto.xml", bytes: whole.as_bytes() };
    let judge = |transforms: &[(&str, &str)], content: &str| {
        let signature = made_through(&setup, file, transforms);
        judged(
            &setup,
            &[MIME, (file.name, content.as_bytes()), ("META-INF/signatures.xml", signature.as_bytes())],
            None,
        )
    };
    for transform in &PARTIAL[..2] {
        let report = judge(&[*transform, canonical], &added);
        assert_eq!((report.signatures[0].mark, report.mark), (Mark::Amber, Mark::Amber));
        assert_eq!(report.warnings, ["nel contenitore ci sono file che nessuno ha firmato: atto.xml"]);
    }
    assert_eq!(judge(&[canonical], &whole).mark, Mark::Green);
}

/// Of signatures that were not looked at nobody can say what they are about.
#[test]
fn of_files_whose_signatures_were_not_looked_at_nobody_says_that_they_are_not_signed() {
    let setup = Setup::good();
    let signature =
        |file| made(&setup, Content::Detached(&[file])).split_once("?>").expect("a declaration").1.to_owned();
    let many = format!(
        "<x:XAdESSignatures xmlns:x=\"http://uri.etsi.org/02918/v1.2.1#\">{}</x:XAdESSignatures>",
        signature(ONE).repeat(100)
    );
    let due = signature(TWO);
    let files = [
        MIME,
        (ONE.name, ONE.bytes),
        (TWO.name, TWO.bytes),
        ("META-INF/signatures1.xml", many.as_bytes()),
        ("META-INF/signatures2.xml", many.as_bytes()),
        ("META-INF/signatures3.xml", due.as_bytes()),
    ];
    let report = judged(&setup, &files, None);
    assert_eq!(report.warnings, ["ci sono troppe firme: le ultime non sono state controllate"]);
    assert_ne!(report.mark, Mark::Green);
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
