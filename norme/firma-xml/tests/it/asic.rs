//! Containers: what is signed in them, and what is not.

use firma_algoritmi::Digest;
use firma_xml::asic::{AsicError, AsicLimits, Container, Kind, SignatureForm, read};
use firma_xml::{Check, Covered, External, Limits, Reference};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a file");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

fn opened(files: &[(&str, &[u8])]) -> Result<Container, AsicError> {
    read(&packed(files), AsicLimits::default())
}

fn manifest(signature: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    use base64::Engine;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(Digest::Sha256.of(bytes));
    let entries: String = files
        .iter()
        .map(|(name, bytes)| {
            format!(
                "<asic:DataObjectReference URI=\"{name}\"><ds:DigestMethod Algorithm=\"{}\"/><ds:DigestValue>{}\
                 </ds:DigestValue></asic:DataObjectReference>",
                Digest::Sha256.uri(),
                encode(bytes)
            )
        })
        .collect();
    format!(
        "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\" \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><asic:SigReference URI=\"{signature}\"/>{entries}</asic:ASiCManifest>"
    )
    .into_bytes()
}

#[test]
fn a_simple_container_signs_its_one_document() {
    let mime = b"application/vnd.etsi.asic-s+zip";
    let container =
        opened(&[("mimetype", mime), ("atto.pdf", b"uno"), ("META-INF/signature.p7s", b"x")]).expect("read");
    assert_eq!(container.kind, Kind::Simple);
    let [signature] = container.signatures.as_slice() else { panic!("{:?}", container.signatures) };
    assert_eq!((signature.form, signature.signs.as_deref()), (SignatureForm::Cades, Some("atto.pdf")));
    assert_eq!(container.covered_by(signature), ["atto.pdf"]);
}

#[test]
fn a_file_that_was_put_in_later_is_told() {
    let listed = manifest("META-INF/signature001.p7s", &[("a.pdf", b"uno"), ("b%20b.txt", b"due")]);
    let files: [(&str, &[u8]); 5] = [
        ("a.pdf", b"uno"),
        ("b b.txt", b"due"),
        ("c.txt", b"aggiunto"),
        ("META-INF/ASiCManifest001.xml", &listed),
        ("META-INF/signature001.p7s", b"x"),
    ];
    let container = opened(&files).expect("read");
    assert_eq!(container.kind, Kind::Extended);
    assert_eq!(container.signatures[0].signs.as_deref(), Some("META-INF/ASiCManifest001.xml"));
    assert_eq!(container.covered_by(&container.signatures[0]), ["a.pdf", "b b.txt"]);
    assert_eq!(container.documents().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["a.pdf", "b b.txt", "c.txt"]);
    let changed: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| if *name == "a.pdf" { (*name, &b"altro"[..]) } else { (*name, *bytes) })
        .collect();
    let container = opened(&changed).expect("read");
    assert_eq!(container.manifests[0].entries[0].check, Check::Differs);
    assert_eq!(container.covered_by(&container.signatures[0]), ["b b.txt"]);
}

#[test]
fn xades_in_a_container_tells_by_itself_what_it_covers() {
    let signed = [External { name: "atto à.pdf", bytes: b"uno" }];
    let xades = crate::made::detached(&signed);
    let container =
        opened(&[("atto à.pdf", b"uno"), ("nota.txt", b"due"), ("META-INF/signatures.xml", &xades)]).expect("read");
    assert!(container.covered_by(&container.signatures[0]).is_empty(), "its references say it");
    let externals = container.externals();
    let reading = firma_xml::read(&xades, &externals, Limits::default()).expect("read");
    assert!(reading.signatures[0].references_hold());
    let covered: Vec<&Covered> = reading.signatures[0].data().map(|reference| &reference.covered).collect();
    assert_eq!(covered, [&Covered::External("atto à.pdf".to_owned())]);
    assert!(reading.signatures[0].data().all(Reference::is_whole_file));
}

#[test]
fn what_is_no_container_or_passes_a_bound_is_refused() {
    assert_eq!(read(b"PK", AsicLimits::default()), Err(AsicError::NotAZip));
    assert_eq!(opened(&[("a.txt", b"x")]), Err(AsicError::NotAsic));
    let bytes = packed(&[("a.txt", &[0; 5_000]), ("META-INF/signature.p7s", b"x")]);
    let limits = AsicLimits::default();
    assert_eq!(read(&bytes, AsicLimits { unpacked: 4_999, ..limits }), Err(AsicError::Unpacked { limit: 4_999 }));
    assert_eq!(read(&bytes, AsicLimits { files: 1, ..limits }), Err(AsicError::TooManyFiles { limit: 1 }));
    assert!(matches!(read(&bytes, AsicLimits { bytes: 10, ..limits }), Err(AsicError::TooBig { .. })));
}

/// A container whose signatures or manifests never end is refused in a sentence, before the work is done.
#[test]
fn signatures_and_manifests_without_end_are_refused() {
    let big = [7; 10_000];
    let names: Vec<String> = (0..101).map(|number| format!("META-INF/signature{number:03}.p7s")).collect();
    let many = |count: usize| -> Vec<(&str, &[u8])> {
        let signatures = names[..count].iter().map(|name| (name.as_str(), &b"x"[..]));
        [("a.bin", &big[..])].into_iter().chain(signatures).collect()
    };
    assert_eq!(opened(&many(100)).expect("read").signatures.len(), 100);
    let error = opened(&many(101)).expect_err("too many");
    assert_eq!(error, AsicError::TooManySignatures { limit: 100 });
    assert!(error.to_string().contains("più di 100 file di firma"), "{error}");

    let listed = manifest(&names[0], &[("a.bin", &big), ("a.bin", &big)]);
    let manifests: Vec<String> = (0..101).map(|number| format!("META-INF/ASiCManifest{number:03}.xml")).collect();
    let listing = |count: usize| -> Vec<(&str, &[u8])> {
        let lists = manifests[..count].iter().map(|name| (name.as_str(), listed.as_slice()));
        many(1).into_iter().chain(lists).collect()
    };
    assert_eq!(opened(&listing(100)).expect("read").manifests.len(), 100);
    assert_eq!(opened(&listing(101)), Err(AsicError::TooManyManifests { limit: 100 }));
    let limits = AsicLimits::default();
    let bytes = packed(&listing(50));
    // Each file is digested once, whoever lists it.
    assert!(read(&bytes, AsicLimits { work: big.len(), ..limits }).is_ok());
    let limit = big.len() - 1;
    assert_eq!(read(&bytes, AsicLimits { work: limit, ..limits }), Err(AsicError::TooMuchWork { limit }));
    let too_long = AsicError::TooManyEntries { name: manifests[0].clone(), limit: 1 };
    assert_eq!(read(&bytes, AsicLimits { entries: 1, ..limits }), Err(too_long));
}

/// Two files of one name: the archive's directory says `aaaa.txt` and `bbbb.txt`, then both are called the same.
#[test]
fn two_files_of_one_name_are_refused() {
    let bytes = packed(&[("aaaa.txt", b"x"), ("bbbb.txt", b"y"), ("META-INF/signature.p7s", b"x")]);
    let mut twice = bytes;
    while let Some(at) = twice.windows(8).position(|window| window == b"bbbb.txt") {
        twice[at..at + 8].copy_from_slice(b"aaaa.txt");
    }
    assert_eq!(read(&twice, AsicLimits::default()), Err(AsicError::SameName));
}
